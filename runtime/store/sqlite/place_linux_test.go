package sqlite

import "testing"

// As proc_pid_mountinfo(5) describes it.
const mounts = `21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
22 21 0:20 / /mnt/share rw,relatime - nfs4 server:/export rw,vers=4.2
23 21 0:21 / /mnt/with\040space rw - cifs //server/share rw
24 22 0:22 / /mnt/share/local rw shared:7 master:2 - tmpfs tmpfs rw
25 21 0:23 / /mnt/twice rw - ext4 /dev/vdb rw
26 25 0:24 / /mnt/twice rw - fuse.sshfs user@server: rw
a line that is none
27 21
`

func TestTheMountOfAPathIsFound(t *testing.T) {
	for path, want := range map[string]string{
		"/":                       "ext4",
		"/home/user/.dandori":     "ext4",
		"/mnt/share":              "nfs4",
		"/mnt/share/deep/folder":  "nfs4",
		"/mnt/shared":             "ext4",
		"/mnt/share/local/folder": "tmpfs",
		"/mnt/with space/folder":  "cifs",
		"/mnt/twice/folder":       "fuse.sshfs",
	} {
		if got := mountedAt(mounts, path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	if kind, err := fileSystem(t.TempDir()); err != nil || kind == "" {
		t.Errorf("this machine: %q, %v", kind, err)
	}
}

func FuzzMounts(f *testing.F) {
	f.Add(mounts, "/mnt/share")
	f.Add(`1 1 0:1 / /\04 - x`, "/")
	f.Fuzz(func(_ *testing.T, text, path string) { _ = mountedAt(text, path) })
}
