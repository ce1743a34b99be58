package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"dandori/runtime/clock"
	"dandori/runtime/say"
	"dandori/runtime/store"
)

func (a *app) backupCommand() *cobra.Command {
	var withoutKey bool
	c := &cobra.Command{
		Use:   "backup FILE",
		Short: a.say(say.T("Copy the store and its key into one file")),
		Long: a.say(say.T("Copies runs, journals, logs, state, limits and tokens, and the key that opens them, into one file, while dandori goes on working. " +
			"Not in it: the project's own files (dandori.yaml, workflows, scripts, .env), inbox and out, and the sandbox (.dandori/sandbox).")),
		Example: "  dandori backup ../sync-2026-04-01.dandori-backup",
		Args:    arguments(1, 1, "backup FILE [--without-key]"),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.withRuns(func(ctx context.Context, p *project, s *keeping) error {
				return a.backup(ctx, p, s, absolute(a.Dir, args[0]), withoutKey)
			})
		},
	}
	c.Flags().BoolVar(&withoutKey, "without-key", false, a.say(say.T("leave the key out; it must be kept elsewhere, or the backup is worth nothing")))
	return c
}

func (a *app) backup(ctx context.Context, p *project, s *keeping, to string, withoutKey bool) error {
	h, _, err := a.keyHome(p)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, occupied(to))
	}
	b := bundle{Format: bundleFormat, Made: clock.Now().UTC(), Dandori: thisBuild().Version, Key: h.keys[0].ID()}
	put := h.keys
	if withoutKey {
		put = nil
	}
	if err := p.pack(ctx, b, s, to, put); err != nil {
		return notWritten(to, err)
	}
	return a.tellBackup(h, to, withoutKey)
}

// pack makes the backup under another name first, so that the file to is whole or not there.
func (p *project) pack(ctx context.Context, b bundle, s store.Store, to string, k keys) error {
	where, err := p.storeAt()
	if err != nil {
		return err
	}
	dir, err := workFolder(where)
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	db := filepath.Join(dir, bundleStore)
	if err := s.Backup(ctx, db); err != nil {
		return err
	}
	whole, err := os.CreateTemp(filepath.Dir(to), ".dandori-backup-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(whole.Name()) }()
	if err := b.write(whole, db, k); err != nil {
		return err
	}
	return publishFile(whole.Name(), to)
}

func (a *app) tellBackup(h keyHome, to string, withoutKey bool) error {
	lines := []say.Text{say.T("made %s", to)}
	if withoutKey {
		lines = append(lines,
			say.T("In it: the store, without the key %[1]s that opens it. The key is %[2]s.", h.keys[0].ID(), h.place()),
			say.T("If that key is lost, nobody can read this backup. dandori secret print shows it, so that it can be kept in a safe place."))
	} else {
		lines = append(lines,
			say.T("In it: the store and the key that opens it. Whoever has this file can read everything that dandori keeps about people, and has its access tokens: keep it like a password."))
	}
	lines = append(lines, say.T("Not in it: the project's own files (dandori.yaml, workflows, scripts, .env), inbox and out, and the sandbox (.dandori/sandbox)."))
	for _, l := range lines {
		if _, err := fmt.Fprintln(a.Stdout, a.say(l)); err != nil {
			return err
		}
	}
	return nil
}
