package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/gofrs/flock"

	"dandori/runtime/call"
	"dandori/runtime/folder"
)

// lockPoll is how often a lock that another process holds is tried for.
const lockPoll = 10 * time.Millisecond

// File is a Store in one JSON file, shared by all processes of the machine. A
// lock file beside it keeps them apart; each change replaces the whole file at once.
type File struct {
	path string
	mu   sync.Mutex // flock keeps processes apart, not goroutines that share a handle
}

var _ Store = (*File)(nil)

// InFolder returns the store of a workflow, or of a bare script's path, in the
// folder dir (the project's .dandori/state). Nothing is made before the first change.
func InFolder(dir, workflow string) *File {
	return &File{path: filepath.Join(dir, fileName(workflow))}
}

// fileName is a name for a file on any system: everything but letters, digits,
// "-" and "_" is written as %XX.
func fileName(workflow string) string {
	var b strings.Builder
	for _, r := range workflow {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' {
			b.WriteRune(r)
			continue
		}
		for _, c := range []byte(string(r)) {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String() + ".json"
}

// Get returns the JSON under key.
func (f *File) Get(ctx context.Context, key string) (value json.RawMessage, ok bool, err error) {
	err = f.locked(ctx, func(values map[string]json.RawMessage) bool {
		value, ok = values[key]
		return false
	})
	return value, ok, err
}

// Set puts value under key.
func (f *File) Set(ctx context.Context, key string, value json.RawMessage) error {
	return f.locked(ctx, func(values map[string]json.RawMessage) bool {
		values[key] = value
		return true
	})
}

// Delete removes key.
func (f *File) Delete(ctx context.Context, key string) (there bool, err error) {
	err = f.locked(ctx, func(values map[string]json.RawMessage) bool {
		_, there = values[key]
		delete(values, key)
		return there
	})
	return there, err
}

// List returns the keys that begin with prefix.
func (f *File) List(ctx context.Context, prefix string) (keys []string, err error) {
	err = f.locked(ctx, func(values map[string]json.RawMessage) bool {
		keys = withPrefix(maps.Keys(values), prefix)
		return false
	})
	return keys, err
}

func withPrefix(all func(func(string) bool), prefix string) []string {
	keys := []string{}
	for key := range all {
		if strings.HasPrefix(key, prefix) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// locked shows the values to f while nobody else changes them, and writes them
// when f says that it changed them.
func (f *File) locked(ctx context.Context, use func(map[string]json.RawMessage) (changed bool)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return f.fail(err)
	}
	lock := flock.New(f.path+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, lockPoll); err != nil {
		return f.fail(err)
	}
	defer lock.Close()
	values, err := f.read()
	if err != nil || !use(values) {
		return err
	}
	raw, err := json.MarshalIndent(values, "", " ")
	if err != nil {
		return err
	}
	return folder.Replace(f.path, append(raw, '\n'), 0o600)
}

func (f *File) read() (map[string]json.RawMessage, error) {
	values := map[string]json.RawMessage{}
	raw, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return values, nil
	}
	if err != nil {
		return nil, f.fail(err)
	}
	if err := json.Unmarshal(raw, &values); err != nil || values == nil {
		return nil, call.New(call.PlainError, "the state in %s cannot be read: it is no JSON object", f.path).
			WithHint("put it right, or take a copy from a backup; dandori itself always writes the whole file").Because(err)
	}
	return values, nil
}

func (f *File) fail(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return call.New(call.PlainError, "the state in %s cannot be used: %v", f.path, err).
		WithHint("look at the permissions of the folder and at the space on its disk").Because(err)
}
