package engine

import (
	"bytes"
	"slices"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/journal"
)

// open reads the run's journal, and begins it when it is empty. The error says
// that it cannot be read, or that the run must not go on with what it finds.
func open(c Config) (*journal.Replay, error) {
	pins := journal.Pins{}
	if c.Pins != nil {
		pins = *c.Pins
	}
	pins.Version = journal.Version
	if c.Journal == nil {
		return journal.NewReplay(nil), nil
	}
	var entries []journal.Entry
	for e, err := range c.Journal.Entries() {
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	if len(entries) == 0 {
		first := journal.Entry{Kind: journal.Begin, At: clock.Now(), Pins: &pins}
		return journal.NewReplay(nil), c.Journal.Append(first)
	}
	if err := journal.Check(entries); err != nil {
		return nil, call.New(call.Fault, "the run's journal cannot be read: %v", err).Because(err)
	}
	return journal.NewReplay(entries), withHint(compare(*entries[0].Pins, pins))
}

// compare returns the first thing that a run began with and that is different
// now. The scripts of the prelude are given to the run, and its parameters
// kept with it: that they differ is a fault of whoever goes on with it.
func compare(began, now journal.Pins) *call.Error {
	switch {
	case began.Version > now.Version:
		return call.New(call.Changed, "the run was begun by a newer dandori (its journal has version %d, this one writes %d)", began.Version, now.Version)
	case !bytes.Equal(began.Params, now.Params):
		return call.New(call.Changed, "the run began with other parameters")
	case began.Lang != now.Lang:
		return call.New(call.Changed, "the run began in the language %q, and now is to go on in %q", began.Lang, now.Lang)
	case began.Prelude != now.Prelude:
		return call.New(call.Changed, "the run began with another version of the engine's own scripts")
	}
	for _, was := range began.Connections {
		at := slices.IndexFunc(now.Connections, func(p journal.Pin) bool { return p.Name == was.Name })
		if at < 0 {
			return call.New(call.Changed, "the run began with the connection %q, which is not there any more", was.Name)
		}
		if err := compareConnection(was, now.Connections[at]); err != nil {
			return err
		}
	}
	return nil
}

func compareConnection(was, is journal.Pin) *call.Error {
	if was.Sandbox != is.Sandbox {
		if was.Sandbox {
			return call.New(call.Changed, "the run began on the sandbox of the connection %q, and must not go on against the company itself", was.Name)
		}
		return call.New(call.Changed, "the run began with the connection %q itself, and now that is a sandbox", was.Name)
	}
	for _, f := range []struct{ what, was, is string }{
		{"kind", was.Kind, is.Kind},
		{"version", was.Version, is.Version},
		{"baseURL", was.BaseURL, is.BaseURL},
	} {
		if f.was != f.is {
			return call.New(call.Changed, "the run began with the connection %[1]q with %[2]s %[3]q, and now that is %[4]q", was.Name, f.what, f.was, f.is)
		}
	}
	if was.Credentials != is.Credentials {
		return call.New(call.Changed, "the credentials of the connection %q are others than when the run began", was.Name)
	}
	return nil
}

// withHint says what to do about a change; nil stays nil.
func withHint(e *call.Error) error {
	if e == nil {
		return nil
	}
	return e.WithHint("put it back as it was and resume the run; or begin anew with dandori runs rerun")
}
