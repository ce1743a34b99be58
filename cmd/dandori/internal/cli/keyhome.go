package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
	"github.com/zalando/go-keyring"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// keyHome is where a project's keys are, with those that are there.
type keyHome struct {
	project *project
	inEnv   bool   // in DANDORI_KEY; nothing can be put there
	account string // in the keyring, under this name; "": in the key file
	keys    keys
}

// keyHome finds the keys of a project; ok is false when it has none yet.
func (a *app) keyHome(p *project) (h keyHome, ok bool, err error) {
	h.project = p
	if h.inEnv = a.has("DANDORI_KEY"); !h.inEnv {
		text, err := os.ReadFile(p.keyFile())
		if errors.Is(err, fs.ErrNotExist) {
			return h, false, nil
		}
		if err != nil {
			return h, false, noKey(p, err)
		}
		h.account = inKeyring(string(text))
	}
	h.keys, _, err = a.keysOf(p)
	return h, err == nil, err
}

// inKeyring is the entry of the keyring that a key file names; "" when it holds the keys itself.
func inKeyring(text string) string {
	account, ok := strings.CutPrefix(strings.TrimSpace(text), keyringMark)
	if !ok {
		return ""
	}
	return account
}

// put replaces the keys there, at once.
func (h keyHome) put(k keys) error {
	if h.account != "" {
		return notInKeyring(keyring.Set(keyringName, h.account, k.text()))
	}
	return putKeyFile(h.project, k.text())
}

// putKeyFile replaces the key file.
func putKeyFile(p *project, text string) error {
	if err := writeKey(p, text, os.Rename); err != nil {
		return noKey(p, err)
	}
	return nil
}

func notInKeyring(err error) error {
	if err == nil {
		return nil
	}
	return call.New(call.Config, "the keyring of this system cannot be used: %v", err).Because(err).
		WithHint("on a machine without one, or where nobody is logged in, keep the key in its file or in DANDORI_KEY")
}

// place says where the keys are.
func (h keyHome) place() say.Text {
	switch {
	case h.inEnv:
		return say.T("in the variable DANDORI_KEY")
	case h.account != "":
		return say.T("in the keyring of this system, as %[1]s of %[2]s", h.account, keyringName)
	}
	return say.T("in the file %s", h.project.keyFile())
}

// withKeyLock does work while no other process changes where the project's keys
// are: of two that did so at once, one could drop the key that the other has
// just sealed everything with.
func (p *project) withKeyLock(work func() error) error {
	if err := os.MkdirAll(filepath.Dir(p.keyFile()), 0o700); err != nil {
		return noKey(p, err)
	}
	lock := flock.New(p.keyFile()+".lock", flock.SetPermissions(0o600))
	ok, err := lock.TryLock()
	if err != nil {
		return noKey(p, err)
	}
	if !ok {
		return call.New(call.Config, "another dandori is changing the key of this project").WithHint("wait for it, and try again")
	}
	defer func() { _ = lock.Close() }()
	return work()
}

// noKeyYet says that there is nothing to show or change.
func noKeyYet(p *project) error {
	if p.hasStore() {
		return lostKey(p)
	}
	return call.New(call.Config, "the project %s has no key yet", p.root).
		WithHint("one is made when the first run begins; to choose it yourself, put what dandori secret new prints into DANDORI_KEY")
}
