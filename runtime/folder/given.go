package folder

import (
	"crypto/sha256"
	"encoding/hex"

	"dandori/runtime/call"
)

// Given is the file that a run was begun for, and what it held then. The zero value is none.
type Given struct {
	Name   string // project-relative
	SHA256 string // of its content, hexadecimal
}

// AsGiven is an error when what was read of a file, whose SHA-256 is sum, is not
// what the run was begun for. Where the run may write, it may have changed the
// file itself: nothing is said of that.
func (f *Folder) AsGiven(name, sum string) error {
	if f.given.Name == "" || sum == f.given.SHA256 {
		return nil
	}
	real, err := f.readable(name)
	if err != nil {
		return err
	}
	given, err := f.readable(f.given.Name)
	if err != nil || given != real {
		return nil // it is another file
	}
	if _, err := f.writable(name); err == nil {
		return nil
	}
	return call.New(call.PlainError, "%s has changed since its run began: what it holds now has a run of its own", name).
		WithHint("nothing is left to do here: dandori runs lists that run, too")
}

// asGiven is AsGiven for content that was read.
func (f *Folder) asGiven(name string, content []byte) error {
	if f.given.Name == "" {
		return nil
	}
	sum := sha256.Sum256(content)
	return f.AsGiven(name, hex.EncodeToString(sum[:]))
}
