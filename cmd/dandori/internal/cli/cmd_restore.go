package cli

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/quota"
	"dandori/runtime/say"
	"dandori/runtime/seal"
	"dandori/runtime/store"
)

func (a *app) restoreCommand() *cobra.Command {
	var force bool
	c := &cobra.Command{
		Use:   "restore FILE",
		Short: a.say(say.T("Put a backup in the place of the store, with its key")),
		Long: a.say(say.T("Runs that were not over when the backup was made are paused: they may have gone on since, and would do again what they did after it. " +
			"A store that has runs is replaced only with --force, and kept beside the new one.")),
		Args: arguments(1, 1, "restore FILE [--force]"),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.restoreBackup(absolute(a.Dir, args[0]), force)
		},
	}
	c.Flags().BoolVar(&force, "force", false, a.say(say.T("replace a store that has runs; it is kept under another name")))
	return c
}

// restoring is a backup on its way into the place of a store.
type restoring struct {
	project *project
	note    bundle
	where   string // the store
	keys    keys   // that open the backup, its own first
	home    keyHome
	homeErr error // why its keys cannot be used; the zero home is used then
	temp    string
	paused  int
	kept    string // the store that was there; "" for none
	keptKey string // its key file; "" when that is the same
}

func (a *app) restoreBackup(file string, force bool) error {
	p, err := a.soundProject()
	if err != nil {
		return err
	}
	where, err := p.storeAt()
	if err != nil {
		return err
	}
	z, err := zip.OpenReader(file)
	if err != nil {
		return noBackup(file, err)
	}
	defer func() { _ = z.Close() }()
	r := &restoring{project: p, where: where}
	return p.withKeyLock(func() error {
		var own keys
		if r.note, own, err = readBundle(&z.Reader); err != nil {
			return noBackup(file, err)
		}
		if err := r.chooseKeys(a, own); err != nil {
			return err
		}
		if r.temp, err = workFolder(where); err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(r.temp) }()
		if err := unpackStore(&z.Reader, filepath.Join(r.temp, bundleStore)); err != nil {
			return noBackup(file, err)
		}
		return a.putInPlace(context.Background(), r, force)
	})
}

// putInPlace makes the unpacked store fit for work, then replaces the project's.
func (a *app) putInPlace(ctx context.Context, r *restoring, force bool) error {
	old, err := a.storeThere(ctx, r, force)
	if err != nil {
		return err
	}
	ready, err := r.prepare(ctx, old)
	if old != nil {
		err = errors.Join(err, old.Close())
	}
	if err != nil {
		return err
	}
	a.at("restore")
	if err := a.replaceStore(ctx, r, ready); err != nil {
		return err
	}
	return a.tellRestored(r)
}

// storeThere opens the store that is to be replaced, nil when there is none or
// it cannot be opened. One that may hold runs is replaced only by force.
func (a *app) storeThere(ctx context.Context, r *restoring, force bool) (store.Store, error) {
	if _, err := os.Stat(r.where); err != nil {
		return nil, nil
	}
	old, runs, err := r.openOld(ctx)
	if !runs || force {
		return old, nil
	}
	e := &usageError{text: say.T("the store %s has runs", r.where),
		hint: say.T("--force puts the backup in its place, and keeps it under another name")}
	if err != nil {
		e.text = say.T("the store %[1]s is there, but cannot be read: %[2]v", r.where, err)
		return nil, e
	}
	return nil, errors.Join(e, old.Close())
}

// openOld opens the store with the keys at hand, and says whether it has runs.
// One that cannot be opened, as err says, is nil, and may have some.
func (r *restoring) openOld(ctx context.Context) (old store.Store, runs bool, err error) {
	switch {
	case r.homeErr != nil:
		return nil, true, r.homeErr
	case r.home.keys == nil:
		return nil, true, lostKey(r.project)
	}
	if old, err = openWith(ctx, r.where, r.home.keys); err != nil {
		return nil, true, err
	}
	list, err := old.List(ctx, anyRun)
	if err != nil {
		return nil, true, errors.Join(err, old.Close())
	}
	return old, len(list) > 0, nil
}

// prepare opens the unpacked store, which checks its key, version and
// soundness, and returns a copy of it in which nothing goes on by itself.
func (r *restoring) prepare(ctx context.Context, old store.Store) (ready string, err error) {
	s, err := store.Open(ctx, store.Config{Where: filepath.Join(r.temp, bundleStore), Version: thisBuild().Version, Box: r.keys.box()})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.Check(ctx); err != nil {
		return "", err
	}
	if r.paused, err = pauseAll(ctx, s, r.reason()); err != nil {
		return "", err
	}
	if err := r.settleLimits(ctx, s, old); err != nil {
		return "", err
	}
	ready = filepath.Join(r.temp, "ready.db")
	return ready, s.Backup(ctx, ready)
}

// settleLimits lets what the backup knows of requests count as if they had just
// been answered: its times may be those of another machine's clock. What the
// store that is replaced knows is newer, and of this machine: it stays.
func (r *restoring) settleLimits(ctx context.Context, s, old store.Store) error {
	if err := s.Recount(ctx, clock.Boot()); err != nil {
		return err
	}
	if old == nil || old.Hash(nil) != s.Hash(nil) { // of another project: its names mean nothing here
		return nil
	}
	buckets, err := old.Buckets(ctx)
	if err != nil {
		return err
	}
	return quota.Carry(ctx, old, s, buckets)
}

// reason is what a run says that was not over when the backup was made.
func (r *restoring) reason() say.Text {
	return say.T("it was restored from a backup of %s and may have gone on since: see what it did elsewhere before it goes on here, since it would do again what it did after the backup", clockTime(r.note.Made))
}

func (a *app) tellRestored(r *restoring) error {
	lines := []say.Text{say.T("restored the backup of %[1]s, made by dandori %[2]s", clockTime(r.note.Made), r.note.Dandori)}
	if r.paused > 0 {
		lines = append(lines, say.T("%d runs were not over then. They are paused, since they may have gone on after the backup: dandori runs list --state paused", r.paused))
	}
	if r.kept != "" {
		lines = append(lines, say.T("The store that was here is kept as %s. Delete it when nobody needs it any more: it holds what dandori knew about people.", r.kept))
	}
	if r.keptKey != "" {
		lines = append(lines, say.T("The key that was here is kept as %s.", r.keptKey))
	}
	lines = append(lines, say.T("What scripts keep (state, changes) is as it was then. Not in a backup: the project's own files, inbox and out, and the sandbox (.dandori/sandbox)."))
	for _, l := range lines {
		if _, err := fmt.Fprintln(a.Stdout, a.say(l)); err != nil {
			return err
		}
	}
	return nil
}

// chooseKeys finds the keys that open the backup: those of DANDORI_KEY, else
// its own, else those at hand.
func (r *restoring) chooseKeys(a *app, own keys) error {
	r.home, _, r.homeErr = a.keyHome(r.project)
	switch {
	case r.home.inEnv && r.homeErr != nil:
		return r.homeErr
	case r.home.inEnv || own == nil:
		r.keys = r.home.keys
	default:
		r.keys = own
	}
	i := slices.IndexFunc(r.keys, func(k seal.Key) bool { return k.ID() == r.note.Key })
	if i < 0 {
		return r.noKey(own)
	}
	r.keys = r.keys.from(i)
	return nil
}

func (r *restoring) noKey(own keys) error {
	e := call.New(call.Config, "the backup is sealed with the key %s, which is not at hand", r.note.Key)
	if own != nil {
		return e.WithHint("the backup holds that key, but DANDORI_KEY names another one: unset it, or set it to the right key")
	}
	return e.WithHint("the backup was made without its key: put the key into DANDORI_KEY, or into the file %s; nobody can read the backup without it", r.project.keyFile())
}
