// Package state is the module state of scripts: values that outlive a run, by
// key, for each workflow (for a bare script: for each path) apart.
//
// A change is no work of its own: it travels with the outcome of its call
// (call.Answer.Keep) and is kept in the same transaction, so that a journal and
// the state never tell different stories. Until then the run reads its own
// changes from an overlay, in the order in which the script asked for them,
// whether it waited for them or not.
package state

import (
	"context"
	"encoding/json"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Store reads the values of one workflow. Its methods may be called from any
// goroutine. What a call has kept is there to be read when the script sees the outcome.
type Store interface {
	// Get returns the JSON under key; ok is false when there is none.
	Get(ctx context.Context, key string) (value json.RawMessage, ok bool, err error)
	// List returns the keys that begin with prefix, sorted.
	List(ctx context.Context, prefix string) ([]string, error)
}

// maxValue bounds one value, as JSON: the state is for marks and counts, not for files.
const maxValue = 1 << 20

// module is state for one run.
type module struct {
	r       *vm.Runtime
	store   Store // nil: nothing is kept, and the run sees what it changes
	dry     bool  // nothing is kept, over what the store holds
	changes overlay
}

// Export is the name state of the module "dandori". Without a store, and in a
// dry run, changes last as long as the run.
func Export(s Store, dry bool) vm.Export {
	return vm.Export{Name: "state", Value: func(r *vm.Runtime) goja.Value {
		m := &module{r: r, store: s, dry: dry, changes: overlay{}}
		return r.Object("state", vm.Members{"get": m.get, "set": m.set, "delete": m.delete, "list": m.list})
	}}
}

// get is state.get(key): the value, undefined when there is none.
func (m *module) get(a *vm.Args) goja.Value {
	key := keyOf(a)
	a.Max(1)
	own := m.changes[key]
	c := call.Call{Kind: "state.get", Args: args{Key: key}.json(), Effect: call.Read}
	return m.r.Ask(c, func(ctx context.Context) (call.Answer, error) {
		value, _, err := m.value(ctx, own, key)
		return call.Answer{Body: value}, err
	}, func(a call.Answer) (goja.Value, error) {
		if len(a.Body) == 0 {
			return goja.Undefined(), nil
		}
		return m.r.JSON(a.Body)
	})
}

// set is state.set(key, value).
func (m *module) set(a *vm.Args) goja.Value {
	key, value := keyOf(a), a.JSON(1, "value")
	a.Max(2)
	if len(value) > maxValue {
		panic(m.r.Error(call.New(call.RangeError, "state.set: the value of %q has %d KiB of JSON, more than the %d KiB that one may have", key, len(value)>>10, maxValue>>10).
			WithHint("keep it in a file, or under several keys")))
	}
	c := call.Call{Kind: "state.set", Args: args{Key: key, Value: value}.json(), Effect: call.Repeatable}
	kept := m.changes.put(key, value)
	return m.r.Ask(c, func(context.Context) (call.Answer, error) {
		return call.Answer{Keep: m.keep(key, value)}, nil
	}, func(call.Answer) (goja.Value, error) {
		m.settled(key, kept)
		return goja.Undefined(), nil
	})
}

// delete is state.delete(key): whether it was there.
func (m *module) delete(a *vm.Args) goja.Value {
	key := keyOf(a)
	a.Max(1)
	own := m.changes[key]
	c := call.Call{Kind: "state.delete", Args: args{Key: key}.json(), Effect: call.Repeatable}
	kept := m.changes.put(key, nil)
	return m.r.Ask(c, func(ctx context.Context) (call.Answer, error) {
		_, there, err := m.value(ctx, own, key)
		if err != nil {
			return call.Answer{}, err
		}
		answer, err := vm.JSONAnswer(there)
		answer.Keep = m.keep(key, nil)
		return answer, err
	}, func(a call.Answer) (goja.Value, error) {
		m.settled(key, kept)
		return m.r.FromJSON(a)
	})
}

// list is state.list(prefix?): the keys, sorted.
func (m *module) list(a *vm.Args) goja.Value {
	prefix := ""
	if a.Has(0) {
		prefix = a.String(0, "prefix")
	}
	a.Max(1)
	own := m.changes.below(prefix)
	c := call.Call{Kind: "state.list", Args: args{Key: prefix}.json(), Effect: call.Read}
	return m.r.Ask(c, func(ctx context.Context) (call.Answer, error) {
		var kept []string
		if m.store != nil {
			var err error
			if kept, err = m.store.List(ctx, prefix); err != nil {
				return call.Answer{}, err
			}
		}
		return vm.JSONAnswer(own.over(kept))
	}, m.r.FromJSON)
}

// value is what stands under key after the run's own change of it, nil for none.
func (m *module) value(ctx context.Context, own *change, key string) (value json.RawMessage, there bool, err error) {
	switch {
	case own != nil:
		return own.value, own.value != nil, nil
	case m.store == nil:
		return nil, false, nil
	}
	return m.store.Get(ctx, key)
}

// keep is what a change leaves behind: in a dry run nothing.
func (m *module) keep(key string, value []byte) []call.Keep {
	if m.dry {
		return nil
	}
	return []call.Keep{{Key: key, Value: value}}
}

// settled takes a change out of the overlay that the store holds by now: from
// then on the run sees what other runs make of it, too.
func (m *module) settled(key string, kept *change) {
	if m.store != nil && !m.dry && m.changes[key] == kept {
		delete(m.changes, key)
	}
}

func keyOf(a *vm.Args) string {
	key := a.String(0, "key")
	switch {
	case key == "":
		a.Wrong("key", say.T("a string with something in it"), a.Value(0))
	case strings.HasPrefix(key, call.OwnKeys):
		a.Wrong("key", say.T("a key that does not begin with %q: those are dandori's own", call.OwnKeys), a.Value(0))
	}
	return key
}

// args are what a call's journal entry tells of it.
type args struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value,omitempty"`
}

func (a args) json() json.RawMessage { return vm.Canonical(a) }
