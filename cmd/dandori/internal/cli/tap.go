package cli

import (
	"context"

	"dandori/runtime/journal"
	"dandori/runtime/queue"
	"dandori/runtime/runner"
	"dandori/runtime/store"
)

// tapped is the store whose journals tell Env.At of each entry.
func (a *app) tapped(s *keeping) runner.Store {
	if a.At == nil {
		return s
	}
	return tappedStore{s, a.At}
}

// atSocket is what is called before each write to a vendor's socket.
func (a *app) atSocket() func() {
	if a.At == nil {
		return nil
	}
	return func() { a.At("socket") }
}

type tappedStore struct {
	store.Store
	at func(string)
}

func (s tappedStore) Journal(ctx context.Context, l queue.Lease) (journal.Log, error) {
	log, err := s.Store.Journal(ctx, l)
	if err != nil {
		return nil, err
	}
	return tappedLog{log, s.at}, nil
}

type tappedLog struct {
	journal.Log
	at func(string)
}

func (l tappedLog) Append(e journal.Entry) error {
	l.at("journal")
	err := l.Log.Append(e)
	l.at("journal")
	return err
}
