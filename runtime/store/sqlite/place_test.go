package sqlite

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/seal"
)

// says checks that err is of a class, says what happened in both languages, and what to do.
func says(t *testing.T, err error, class call.Class, text string) {
	t.Helper()
	var said *call.Error
	switch {
	case !errors.As(err, &said):
		t.Errorf("got %v, want a call.Error", err)
	case said.Class != class || !strings.Contains(said.Error(), text):
		t.Errorf("got %s %q, want %s with %q", said.Class, said, class, text)
	case said.Hint.En == "" || said.Text.Ja == said.Text.En || said.Hint.Ja == said.Hint.En:
		t.Errorf("%q: hint %q, Japanese %q %q", said, said.Hint.En, said.Text.Ja, said.Hint.Ja)
	}
}

func TestPlacesThatAreNotThisMachinesAreRefused(t *testing.T) {
	for _, kind := range []string{"nfs4", "cifs", "smb3", "9p", "virtiofs", "fuse.sshfs", "smbfs", "remote drive"} {
		path := filepath.Join(t.TempDir(), "deep", "dandori.db")
		_, err := Open(t.Context(), Config{Path: path, Box: seal.NewBox(seal.Key{}), fileSystem: func(string) (string, error) { return kind, nil }})
		says(t, err, call.Config, kind)
		if _, err := os.Stat(filepath.Dir(path)); !errors.Is(err, fs.ErrNotExist) {
			t.Error("something was made there")
		}
	}
	for _, kind := range []string{"ext4", "xfs", "btrfs", "overlay", "tmpfs", "apfs", "zfs", "fuseblk", ""} {
		if remote(kind) {
			t.Errorf("%s is refused", kind)
		}
	}
}

func TestTheFileSystemOfALinkIsItsTargets(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "target")
	link := filepath.Join(dir, "link")
	if err := errors.Join(os.Mkdir(target, 0o755), os.Symlink(target, link)); err != nil {
		t.Skip(err)
	}
	real, err := filepath.EvalSymlinks(target)
	if err != nil {
		t.Fatal(err)
	}
	if got := existing(filepath.Join(link, "not", "there")); got != real {
		t.Errorf("%s, want %s", got, real)
	}
}

func TestOnlyTheOwnerCanRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes are Unix's")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, ".dandori", "dandori.db")
	_ = openAt(t, path)
	for name, want := range map[string]fs.FileMode{"": 0o700, "dandori.db": 0o600, "dandori.db-wal": 0o600, "dandori.db-shm": 0o600, "dandori.db.lock": 0o600} {
		info, err := os.Stat(filepath.Join(dir, ".dandori", name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%q: %v, %v", name, info.Mode(), err)
		}
	}
}

func TestAModeThatIsTooOpenIsCorrected(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes are Unix's")
	}
	dir := filepath.Join(t.TempDir(), ".dandori")
	path := filepath.Join(dir, "dandori.db")
	if err := openAt(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(dir, 0o755), os.Chmod(path, 0o644)); err != nil {
		t.Fatal(err)
	}
	_ = openAt(t, path)
	for name, want := range map[string]fs.FileMode{dir: 0o700, path: 0o600} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}
