package sqlite

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dandori/runtime/call"
)

// childElse does what needs another user or a disk of its own.
func childElse(t *testing.T, does, path string) {
	switch does {
	case "read-only":
		if os.Geteuid() == 0 { // who may write anywhere
			if err := syscall.Setuid(65534); err != nil {
				t.Fatal(err)
			}
		}
		_, err := reopen(t, path)
		report(err)
	case "full":
		if err := syscall.Mount("none", filepath.Dir(path), "tmpfs", 0, "size=600k"); err != nil {
			fmt.Println("skip:", err)
			return
		}
		childFills(t, path)
	}
}

func report(err error) {
	var said *call.Error
	if errors.As(err, &said) {
		fmt.Printf("%s: %s\n", said.Class, said)
		return
	}
	fmt.Printf("no call.Error: %v\n", err)
}

// childFills fills a small disk, makes room, and goes on.
func childFills(t *testing.T, path string) {
	reserve := filepath.Join(filepath.Dir(path), "reserve")
	if err := os.WriteFile(reserve, make([]byte, 100_000), 0o600); err != nil {
		t.Fatal(err)
	}
	d := openAt(t, path)
	report(fill(t, d))
	if err := os.Remove(reserve); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.write(t), d.Check(t.Context())); err != nil {
		t.Errorf("there is room again: %v", err)
	}
}

func output(t *testing.T, c *exec.Cmd) string {
	t.Helper()
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}

func TestAFolderOfSomebodyElse(t *testing.T) {
	path := old(t)
	dir := filepath.Dir(path)
	for _, folder := range []string{dir, filepath.Dir(dir)} { // as root's they would be readable all the same
		if err := os.Chmod(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Chmod(path, 0o444), os.Chmod(path+".lock", 0o444), os.Chmod(dir, 0o555)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	if out := output(t, child(t, "read-only", path)); !strings.HasPrefix(out, "Config: the store ") || !strings.Contains(out, "cannot be written") {
		t.Errorf("%s", out)
	}
}

// TestASmallDisk has a disk of its own, where this system allows it.
func TestASmallDisk(t *testing.T) {
	c := child(t, "full", filepath.Join(t.TempDir(), "dandori.db"))
	c.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		c.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
		c.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
	}
	out, err := c.Output()
	if errors.Is(err, syscall.EPERM) || strings.HasPrefix(string(out), "skip:") {
		t.Skipf("no disk of its own here: %v %s", err, out)
	}
	if err != nil || !strings.HasPrefix(string(out), "Fault: the disk is full") {
		t.Errorf("%v: %s", err, out)
	}
}
