package watch

import (
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

func TestFileSystemsOfOthersAreTold(t *testing.T) {
	for _, kind := range []string{"nfs", "cifs", "smb2", "smbfs", "9p", "fuse", "fuse.sshfs", "virtiofs", "wslfs", "afpfs", "macfuse", "remote drive"} {
		if !shared(kind) {
			t.Errorf("%s is taken for a disk", kind)
		}
	}
	for _, kind := range []string{"ext4", "xfs", "btrfs", "tmpfs", "overlay", "apfs", "hfs", "NTFS", "zfs", "fuseblk", "0x1234", ""} {
		if shared(kind) {
			t.Errorf("%s is taken for a share", kind)
		}
	}
	kind, events := Kind(t.TempDir())
	if runtime.GOOS == "linux" && kind == "" {
		t.Error("the kind of this machine's disk is not known")
	}
	t.Log(kind, events)
}

func TestTheSysctlToRaiseIsNamed(t *testing.T) {
	for err, part := range map[error]string{
		syscall.ENOSPC: "fs.inotify.max_user_watches=",
		syscall.EMFILE: "limit",
		syscall.ENFILE: "ulimit -n",
		syscall.EACCES: "/a/place",
	} {
		text := refused(os.NewSyscallError("x", err), "/a/place")
		if !strings.Contains(text.En, part) || !strings.Contains(text.Ja, part) && part != "limit" || text.En == text.Ja {
			t.Errorf("%v: %s, %s", err, text.En, text.Ja)
		}
	}
	if runtime.GOOS == "linux" && !strings.Contains(refused(syscall.EMFILE, "").En, maxInstances) {
		t.Error("the limit on instances is not named")
	}
}

func TestTheLimitsAreCounted(t *testing.T) {
	begin(t, Config{Root: furnished(t)}, "scripts", "inbox/**")
	limits := Limits()
	if runtime.GOOS != "linux" {
		t.Skip("only inotify has them")
	}
	for i, least := range []int{4, 1} { // the project, scripts, inbox, inbox/deep
		if l := limits[i]; l.Used < least || l.Max < l.Used || l.Sysctl == "" {
			t.Errorf("%+v", l)
		}
	}
}
