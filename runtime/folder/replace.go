package folder

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Replace writes a file that no script asked for: at every moment, also after a
// power failure, path holds the old content or the new. The folder must be there.
func Replace(path string, data []byte, perm fs.FileMode) error {
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return fail(filepath.Dir(path), err)
	}
	defer root.Close()
	temp := tempPrefix + rand.Text() + tempSuffix
	err = writeSynced(root, temp, data, perm)
	if err == nil {
		err = root.Rename(temp, filepath.Base(path))
	}
	if err != nil {
		root.Remove(temp)
		return fail(path, err)
	}
	return fail(path, syncFolder(root, "."))
}

func writeSynced(root *os.Root, name string, data []byte, perm fs.FileMode) error {
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Sync(), file.Close())
}
