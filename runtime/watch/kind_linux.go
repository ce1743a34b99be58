package watch

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// kindName names a type of statfs(2) by its magic number (linux/magic.h and
// the file systems' own headers).
func kindName(magic uint32) string {
	switch magic {
	case unix.NFS_SUPER_MAGIC:
		return "nfs"
	case unix.SMB_SUPER_MAGIC:
		return "smb"
	case unix.CIFS_SUPER_MAGIC:
		return "cifs"
	case unix.SMB2_SUPER_MAGIC:
		return "smb2"
	case unix.V9FS_MAGIC: // WSL 2 lends the Windows drives so
		return "9p"
	case 0x53464846: // WSL 1
		return "wslfs"
	case unix.FUSE_SUPER_MAGIC: // virtiofs, too
		return "fuse"
	case unix.CEPH_SUPER_MAGIC:
		return "ceph"
	case unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC:
		return "afs"
	case unix.CODA_SUPER_MAGIC:
		return "coda"
	case unix.NCP_SUPER_MAGIC:
		return "ncp"
	case unix.OCFS2_SUPER_MAGIC:
		return "ocfs2"
	case 0x01161970:
		return "gfs2"
	case 0x0BD00BD0:
		return "lustre"
	case 0x19830326:
		return "beegfs"
	case 0x47504653:
		return "gpfs"
	case 0x786F4256:
		return "vboxsf"
	case 0xBACBACBC:
		return "vmhgfs"
	case 0x7C7C6673:
		return "prl_fs"
	case 0x6A656A63: // Docker Desktop
		return "fakeowner"
	}
	return localName(magic)
}

func localName(magic uint32) string {
	switch magic {
	case unix.EXT4_SUPER_MAGIC:
		return "ext4"
	case unix.XFS_SUPER_MAGIC:
		return "xfs"
	case unix.BTRFS_SUPER_MAGIC:
		return "btrfs"
	case unix.TMPFS_MAGIC:
		return "tmpfs"
	case unix.OVERLAYFS_SUPER_MAGIC:
		return "overlay"
	case unix.F2FS_SUPER_MAGIC:
		return "f2fs"
	case 0x2FC12FC1:
		return "zfs"
	case unix.MSDOS_SUPER_MAGIC:
		return "vfat"
	case unix.EXFAT_SUPER_MAGIC:
		return "exfat"
	case 0x7366746E:
		return "ntfs3"
	}
	return fmt.Sprintf("0x%x", magic)
}

// fileSystem returns the type of the file system that path is on.
func fileSystem(path string) string {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return ""
	}
	return kindName(uint32(s.Type))
}
