package folder

import (
	"errors"
	"io/fs"
	"syscall"

	"dandori/runtime/call"
)

// fail says what the operating system's error means for the file name; errors
// that were said already pass.
func fail(name string, err error) error {
	var said *call.Error
	if err == nil || errors.As(err, &said) {
		return err
	}
	var e *call.Error
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e = call.New(call.PlainError, "%s does not exist", name)
		e.Code = "ENOENT"
	case errors.Is(err, syscall.ENOTEMPTY): // which is an ErrExist, too
		e = call.New(call.PlainError, "the folder %s is not empty", name)
		e.Code = "ENOTEMPTY"
	case errors.Is(err, fs.ErrExist):
		e = call.New(call.PlainError, "%s is there already", name).
			WithHint("remove it first, or choose another name")
		e.Code = "EEXIST"
	case errors.Is(err, fs.ErrPermission):
		e = call.New(call.PlainError, "the operating system does not give access to %s", name).
			WithHint("look at the owner and the permissions of the file and its folder, and whether another program such as Excel has it open")
		e.Code = "EACCES"
	case errors.Is(err, syscall.ENOSPC):
		e = call.New(call.PlainError, "the disk is full: %s was not written", name).
			WithHint("make room on the disk, then run it again")
		e.Code = "ENOSPC"
	default:
		e = other(name, err)
	}
	return e.Because(err)
}

func other(name string, err error) *call.Error {
	var errno syscall.Errno
	switch errors.As(err, &errno); errno {
	case syscall.EISDIR:
		return folderNotFile(name)
	case syscall.ENOTDIR:
		e := call.New(call.PlainError, "%s does not lie in a folder: a part of its path is a file", name)
		e.Code = "ENOTDIR"
		return e
	}
	e := call.New(call.PlainError, "%s cannot be used: %v", name, reason(err))
	e.Code = "EIO"
	return e
}

func folderNotFile(name string) *call.Error {
	e := call.New(call.PlainError, "%s is a folder, not a file", name)
	e.Code = "EISDIR"
	return e
}

// reason is err without the operation and the path that os puts before it.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
