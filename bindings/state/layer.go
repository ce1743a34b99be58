package state

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"
)

// Layer is the Store of a dry run: it reads what lies below, keeps what is
// changed in memory and reads that back.
type Layer struct {
	below Store

	mu      sync.Mutex
	changed map[string]json.RawMessage // nil for what was deleted
}

var _ Store = (*Layer)(nil)

// NewLayer returns a layer over below, which it never changes.
func NewLayer(below Store) *Layer {
	return &Layer{below: below, changed: map[string]json.RawMessage{}}
}

// Get returns the JSON under key.
func (l *Layer) Get(ctx context.Context, key string) (json.RawMessage, bool, error) {
	l.mu.Lock()
	value, known := l.changed[key]
	l.mu.Unlock()
	if known {
		return value, value != nil, nil
	}
	return l.below.Get(ctx, key)
}

// Set puts value under key.
func (l *Layer) Set(_ context.Context, key string, value json.RawMessage) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.changed[key] = value
	return nil
}

// Delete removes key.
func (l *Layer) Delete(ctx context.Context, key string) (bool, error) {
	_, there, err := l.Get(ctx, key)
	if err != nil {
		return false, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.changed[key] = nil
	return there, nil
}

// List returns the keys that begin with prefix.
func (l *Layer) List(ctx context.Context, prefix string) ([]string, error) {
	keys, err := l.below.List(ctx, prefix)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	keys = slices.DeleteFunc(keys, func(key string) bool { _, known := l.changed[key]; return known })
	for _, key := range withPrefix(maps.Keys(l.changed), prefix) {
		if l.changed[key] != nil {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys, nil
}
