package cli

import (
	"fmt"
	"path/filepath"

	"github.com/zalando/go-keyring"

	"dandori/runtime/say"
)

// moveKeys does work with keys that may be moved.
func (a *app) moveKeys(move func(keyHome) error) error {
	return a.withKeys(func(h keyHome) error {
		if h.inEnv {
			return &usageError{text: say.T("the key is in DANDORI_KEY, where dandori cannot move it from"),
				hint: say.T("without that variable the key file counts: %s", h.project.keyFile())}
		}
		return h.project.withKeyLock(func() error {
			h, _, err := a.keyHome(h.project) // as it is now that nobody changes it
			if err != nil {
				return err
			}
			return move(h)
		})
	})
}

// toKeyring puts the keys into the keyring, and then its name in their place.
// In between they are in both.
func (a *app) toKeyring(h keyHome) error {
	if h.account != "" {
		return &usageError{text: say.T("the key is there already: %s", h.place())}
	}
	h.account = filepath.Base(h.project.root) + "-" + h.keys[0].ID()
	if err := h.put(h.keys); err != nil {
		return err
	}
	back, err := keyring.Get(keyringName, h.account)
	if err == nil && back != h.keys.text() {
		err = say.Errorf("it gives back something else than it was given")
	}
	if err != nil {
		return notInKeyring(err)
	}
	if err := putKeyFile(h.project, keyringMark+h.account+"\n"); err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.Stdout, a.say(say.T("the key is now %s. Only this account of this machine has it: dandori backup puts it into backups", h.place())))
	return err
}

// toFile is the way back.
func (a *app) toFile(h keyHome) error {
	if h.account == "" {
		return &usageError{text: say.T("the key is there already: %s", h.place())}
	}
	account := h.account
	h.account = ""
	if err := h.put(h.keys); err != nil {
		return err
	}
	if err := keyring.Delete(keyringName, account); err != nil {
		return notInKeyring(err)
	}
	_, err := fmt.Fprintln(a.Stdout, a.say(say.T("the key is now %s", h.place())))
	return err
}
