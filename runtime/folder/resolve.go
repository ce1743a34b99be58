package folder

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

// maxLinks is how many links a name may pass, as on Linux.
const maxLinks = 40

// resolve follows the links of a clean name and returns the place where it
// leads, clean and without links; of a name that does not exist (yet) the part
// that exists. A link that leads out of the project is an error.
func (f *Folder) resolve(name string) (string, error) {
	here, rest := ".", strings.Split(name, "/")
	for links := 0; len(rest) > 0; {
		next := path.Join(here, rest[0])
		rest = rest[1:]
		if !filepath.IsLocal(filepath.FromSlash(next)) {
			return "", leaves(name)
		}
		info, err := f.root.Lstat(next)
		if err != nil {
			return f.missing(name, path.Join(append([]string{next}, rest...)...), err)
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			here = next
			continue
		}
		if links++; links > maxLinks {
			return "", fail(name, &fs.PathError{Op: "open", Path: name, Err: syscall.ELOOP})
		}
		target, fromRoot, err := f.follow(name, next)
		if err != nil {
			return "", err
		}
		if fromRoot {
			here = "."
		}
		rest = append(strings.Split(target, "/"), rest...)
	}
	return here, nil
}

// missing is resolve's answer when the walk ends before the name does.
func (f *Folder) missing(name, whole string, err error) (string, error) {
	switch {
	case !errors.Is(err, fs.ErrNotExist):
		return "", fail(name, err)
	case !filepath.IsLocal(filepath.FromSlash(whole)):
		return "", leaves(name)
	}
	return whole, nil
}

// follow reads the link at the place link; fromRoot says that target counts
// from the project's folder, else it counts from the link's.
func (f *Folder) follow(name, link string) (target string, fromRoot bool, err error) {
	target, err = f.root.Readlink(link)
	if err != nil {
		return "", false, fail(name, err)
	}
	if !filepath.IsAbs(target) {
		if filepath.VolumeName(target) != "" || os.IsPathSeparator(target[0]) {
			return "", false, leaves(name)
		}
		return filepath.ToSlash(target), false, nil
	}
	target, err = filepath.Rel(f.path, target)
	if err != nil || !filepath.IsLocal(target) {
		return "", false, leaves(name)
	}
	return filepath.ToSlash(target), true, nil
}

// at returns the place to which a script's name leads.
func (f *Folder) at(name string) (string, error) {
	c, err := clean(name)
	if err != nil {
		return "", err
	}
	if strict {
		if err := portable(c); err != nil {
			return "", err
		}
	}
	return f.resolve(c)
}

func (f *Folder) readable(name string) (string, error) {
	real, err := f.at(name)
	if err == nil {
		err = f.mayRead(name, real)
	}
	return real, err
}

func (f *Folder) writable(name string) (string, error) {
	c, err := clean(name)
	if err != nil {
		return "", err
	}
	if err := portable(c); err != nil {
		return "", err
	}
	real, err := f.resolve(c)
	if err == nil {
		err = f.mayWrite(name, real)
	}
	return real, err
}
