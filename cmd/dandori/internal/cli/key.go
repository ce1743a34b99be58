package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/zalando/go-keyring"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/seal"
)

// Where the key of a project's store is: in DANDORI_KEY, else in this file, or
// in the system's keyring under the name that the file gives. The first key of
// several seals; the others open what they sealed before a rotation.
const (
	keyFile     = "key"      // in .dandori
	keyringMark = "keyring:" // begins a key file that only names an entry of the keyring
	keyringName = "dandori"  // the service under which it is there
)

// keys are what opens a store, the one that seals first.
type keys []seal.Key

func (k keys) box() *seal.Box { return seal.NewBox(k[0], k[1:]...) }

func (k keys) text() string {
	var lines []string
	for _, key := range k {
		lines = append(lines, key.String())
	}
	return strings.Join(lines, "\n") + "\n"
}

// keysOf finds the keys of a project's store; a project that has none gets one.
func (a *app) keysOf(p *project) (k keys, made bool, err error) {
	if a.has("DANDORI_KEY") {
		k, err = parseKeys(a.setting("KEY"))
		return k, false, inPlace(err, "DANDORI_KEY")
	}
	sealed := p.hasStore() // asked first: whoever makes a store has its key before
	text, err := os.ReadFile(p.keyFile())
	if errors.Is(err, fs.ErrNotExist) {
		if sealed {
			return nil, false, lostKey(p)
		}
		return makeKey(p)
	}
	if err != nil {
		return nil, false, noKey(p, err)
	}
	k, err = storedKeys(string(text))
	return k, false, inPlace(err, p.keyFile())
}

func (p *project) keyFile() string { return filepath.Join(p.root, ".dandori", keyFile) }

// hasStore reports whether there is a store in a file already.
func (p *project) hasStore() bool {
	where, err := p.storeAt()
	if err != nil {
		return false
	}
	_, err = os.Stat(where) // one that was emptied is none that is yet to be made
	return err == nil
}

// lostKey says that a store is there without its key. A new one would open nothing.
func lostKey(p *project) error {
	return call.New(call.Config, "the store is there, but its key is not: %s is missing", p.keyFile()).
		WithHint("put the key back, set DANDORI_KEY to it, or restore a backup with dandori restore; nobody can read a store without its key")
}

// storedKeys reads a key file.
func storedKeys(text string) (keys, error) {
	account, inKeyring := strings.CutPrefix(strings.TrimSpace(text), keyringMark)
	if !inKeyring {
		return parseKeys(text)
	}
	secret, err := keyring.Get(keyringName, account)
	if err != nil {
		return nil, say.Errorf("the keyring of this system does not give the key %s: %w", account, err)
	}
	return parseKeys(secret)
}

func parseKeys(text string) (keys, error) {
	var k keys
	for _, one := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '\n' || r == ' ' || r == '\r' }) {
		key, err := seal.ParseKey(one)
		if err != nil {
			return nil, err
		}
		k = append(k, key)
	}
	if len(k) == 0 {
		return nil, say.Errorf("there is no key in it")
	}
	return k, nil
}

// makeKey makes a project's key. Of two processes that do so at once, one wins.
func makeKey(p *project) (keys, bool, error) {
	k := keys{seal.NewKey()}
	if err := writeKey(p, k.text(), os.Link); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, false, noKey(p, err)
	}
	text, err := os.ReadFile(p.keyFile())
	if err != nil {
		return nil, false, noKey(p, err)
	}
	have, err := storedKeys(string(text))
	return have, err == nil && have[0] == k[0], inPlace(err, p.keyFile())
}

// writeKey writes the key file whole, or not at all; put is os.Link, which
// leaves a file alone that is there already, or os.Rename.
func writeKey(p *project, text string, put func(from, to string) error) error {
	dir := filepath.Dir(p.keyFile())
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(dir, keyFile+"-*") // of mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp.Name()) }() // a renamed one is not there
	_, err = temp.WriteString(text)
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return put(temp.Name(), p.keyFile())
}

func noKey(p *project, err error) error {
	return call.New(call.Config, "the key of the store cannot be read or made in %s: %v", p.keyFile(), err).Because(err).
		WithHint("dandori encrypts what it keeps about people: the folder must be writable, or DANDORI_KEY must hold the key")
}

// inPlace says where a key that cannot be used stands.
func inPlace(err error, where string) error {
	if err == nil {
		return nil
	}
	return call.New(call.Config, "the key of the store in %s cannot be used: %v", where, err).Because(err).
		WithHint("put back the key that the store was made with, or restore a backup with dandori restore; nobody can read a store without its key")
}
