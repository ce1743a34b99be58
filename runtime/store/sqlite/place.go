package sqlite

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// prepare makes the store's folder, and refuses folders where processes cannot
// share a store: on network and shared file systems the memory that SQLite
// shares between processes is not the same memory.
func prepare(path string, fileSystem func(folder string) (string, error)) error {
	folder := filepath.Dir(path)
	kind, err := fileSystem(existing(folder))
	if err != nil {
		return err
	}
	if remote(kind) {
		return call.New(call.Config, "the store %s would be on a network or shared file system (%s), where it would be damaged", path, kind).
			WithHint("put it on a disk of this machine: store: /a/local/path.db in dandori.yaml")
	}
	return private(folder)
}

// private makes the folder so that only its owner can look inside. A folder
// that was there before is left as it is, unless it is dandori's own.
func private(folder string) error {
	_, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return os.MkdirAll(folder, 0o700)
	case err == nil && filepath.Base(folder) == ".dandori":
		return os.Chmod(folder, 0o700)
	}
	return err
}

// existing returns the deepest part of folder that is there, without links.
func existing(folder string) string {
	for {
		if real, err := filepath.EvalSymlinks(folder); err == nil {
			return real
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return folder
		}
		folder = parent
	}
}

// missing reports whether there is no store at path yet. A store that was
// emptied is not missing, it is damaged.
func missing(path string) (bool, error) {
	store, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil || store.Size() > 0 {
		return false, err
	}
	log, err := os.Stat(walOf(path))
	if _, used := os.Stat(filepath.Join(filepath.Dir(path), liveFolder)); used == nil || err == nil && log.Size() > 0 {
		return false, damaged(path, errEmpty)
	}
	return true, nil
}

var errEmpty = say.Errorf("the file is empty")

// protect sees to it that only the owner can read the files. SQLite gives the
// files beside a store the store's own mode.
func protect(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) // before anything is in it
	if err == nil {
		return file.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	for _, name := range []string{path, walOf(path), path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm()&0o077 == 0 {
			continue
		}
		if err := os.Chmod(name, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// remote reports whether a file system of this kind belongs to another machine,
// or is lent by the host of a virtual one.
func remote(kind string) bool {
	kind = strings.TrimPrefix(strings.ToLower(kind), "fuse.")
	switch kind {
	case "nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "afs", "ncpfs", "webdav", "davfs", "davfs2", "sshfs",
		"9p", "virtiofs", "vboxsf", "vmhgfs", "vmhgfs-fuse", "prl_fs", "drvfs", "fakeowner", "grpcfuse", "osxfs",
		"ceph", "ceph-fuse", "glusterfs", "lustre", "beegfs", "orangefs", "gpfs", "ocfs2", "gfs2", "juicefs", "moosefs", "mfs",
		"rclone", "s3fs", "goofys", "gcsfuse", "blobfuse", "blobfuse2", "remote drive":
		return true
	}
	return false
}
