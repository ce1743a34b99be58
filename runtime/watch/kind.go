package watch

import (
	"strings"

	"dandori/runtime/say"
)

// Kind returns the type of the file system that path is on, "" where it cannot
// be known, and whether its events can be relied on: another machine's changes
// to a share send none here, nor do a host's to what it lends a virtual machine.
func Kind(path string) (fs string, events bool) {
	fs = fileSystem(path)
	return fs, !shared(fs)
}

// shared reports whether others than this system change files there.
func shared(kind string) bool {
	kind = strings.ToLower(kind)
	if strings.HasPrefix(kind, "fuse") || strings.HasPrefix(kind, "macfuse") || strings.HasPrefix(kind, "osxfuse") {
		return kind != "fuseblk" // a disk of this machine, by way of a driver
	}
	switch kind {
	case "nfs", "smb", "smb2", "cifs", "smbfs", "afpfs", "afs", "ncp", "coda", "webdav", "9p", "wslfs", "vboxsf", "vmhgfs", "prl_fs",
		"virtiofs", "fakeowner", "ceph", "lustre", "beegfs", "gpfs", "ocfs2", "gfs2", "remote drive":
		return true
	}
	return false
}

func sharedPlace(place, kind string) say.Text {
	return say.T("%s is on a network or shared file system (%s), which does not tell of every change: it is looked through every %s instead", place, kind, quickly)
}
