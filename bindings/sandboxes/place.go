package sandboxes

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"dandori/bindings/simulator"
)

// The files in a sandbox's folder, beside those of the companies.
const (
	lockFile    = "lock"
	addressFile = "address"
	madeFile    = "made"
	stateEnd    = ".state"
	newEnd      = ".new" // of a file that is being written
)

// address is where the sandbox is served, as the file has it.
type address struct {
	Address string `json:"address"` // host:port
	Token   string `json:"token"`
	PID     int    `json:"pid"`
}

// readAddress returns where the sandbox was served last; ok is false when nobody says so.
func readAddress(dir string) (a address, ok bool) {
	data, err := os.ReadFile(filepath.Join(dir, addressFile))
	if err != nil || simulator.Decode(data, &a) != nil || a.Address == "" || a.Token == "" {
		return address{}, false
	}
	return a, true
}

func (a address) publish(dir string) error {
	data, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return replace(filepath.Join(dir, addressFile), data)
}

// made is what a project's companies are made of.
type made struct {
	Version int    `json:"version"`
	ID      string `json:"id"` // of this sandbox; another one after a reset
	Seed    uint64 `json:"seed"`
	Size    int    `json:"size"`
}

const madeVersion = 1

// readMade returns what the companies of a folder are made of; ok is false when there are none.
func readMade(dir string) (m made, ok bool, err error) {
	data, err := os.ReadFile(filepath.Join(dir, madeFile))
	if errors.Is(err, fs.ErrNotExist) {
		return made{}, false, nil
	}
	if err == nil {
		err = simulator.Decode(data, &m)
	}
	if err == nil && (m.Version != madeVersion || m.Size < 0) {
		err = simulator.ErrSaved
	}
	if err != nil {
		return made{}, false, unreadable(madeFile, err)
	}
	return m, true, nil
}

// makeAs notes what the companies of the folder are made of, or returns what
// was noted. A seed or size that differs from it is an error.
func makeAs(dir string, o Options) (made, error) {
	m, ok, err := readMade(dir)
	switch {
	case err != nil:
		return m, err
	case ok && (o.Seed != 0 && o.Seed != m.Seed || o.Size != 0 && o.Size != m.Size):
		return m, madeOtherwise(m)
	case ok:
		return m, nil
	}
	m = made{Version: madeVersion, ID: rand.Text(), Seed: o.Seed, Size: o.Size}
	data, err := json.Marshal(m)
	if err == nil {
		err = replace(filepath.Join(dir, madeFile), data)
	}
	if err != nil {
		return m, unusable(dir, err)
	}
	return m, nil
}

// companyName names a company to the server that has it.
func companyName(kind, name string) string { return kind + "/" + name }

// fileOf is where a company is kept. PathEscape leaves nothing in a name that
// means something to a file system; what names begin with is a kind.
func fileOf(dir, company string) string {
	return filepath.Join(dir, url.PathEscape(company)+stateEnd)
}

// aboutOf says to the seal what the file of a company is.
func aboutOf(file string) string { return "sandbox/" + filepath.Base(file) }
