package sandboxes

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"dandori/runtime/seal"
)

// keeper keeps one company in a file.
type keeper struct {
	path    string // "": nowhere
	about   string // what the file is, to the seal
	box     *seal.Box
	company Company

	asked atomic.Uint64 // commits asked for
	mu    sync.Mutex
	saved uint64 // of these, how many the file covers
	err   error  // of the last save
}

// commit returns when the file holds all that has happened up to now. Those
// who come while one saves share the next save.
func (k *keeper) commit() error {
	if k.path == "" {
		return nil
	}
	ticket := k.asked.Add(1)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.saved >= ticket {
		return k.err
	}
	covers := k.asked.Load()
	k.err = k.save()
	k.saved = covers
	return k.err
}

func (k *keeper) save() error {
	data, err := k.company.Save()
	if err != nil {
		return err
	}
	return replace(k.path, sealed(k.box, data, k.about))
}

// load goes on from the file, when there is one.
func (k *keeper) load() error {
	if k.path == "" {
		return nil
	}
	data, err := os.ReadFile(k.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		data, err = unsealed(k.box, data, k.about)
	}
	if err == nil {
		err = k.company.Load(data)
	}
	if err != nil {
		return unreadable(filepath.Base(k.path), err)
	}
	return nil
}

// sealMark begins a state that is sealed. One that is not is JSON.
const sealMark = 0x01

func sealed(box *seal.Box, data []byte, about string) []byte {
	if box == nil {
		return data
	}
	return append([]byte{sealMark}, box.Seal(data, about)...)
}

func unsealed(box *seal.Box, data []byte, about string) ([]byte, error) {
	if len(data) == 0 || data[0] != sealMark {
		return data, nil
	}
	if box == nil {
		return nil, seal.ErrUnsealed
	}
	return box.Open(data[1:], about)
}

// replace puts data in the place of the file at once. It waits for no disk: what
// must not be lost is what was answered before this process died, and the
// system has that by now.
func replace(path string, data []byte) error {
	if err := os.WriteFile(path+newEnd, data, 0o600); err != nil {
		return err
	}
	return os.Rename(path+newEnd, path)
}
