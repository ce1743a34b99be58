// Package state is the module state of scripts: values that outlive a run, by
// key, for each workflow (for a bare script: for each path) apart.
package state

import (
	"context"
	"encoding/json"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Store keeps the values of one workflow. Its methods may be called from any goroutine.
type Store interface {
	// Get returns the JSON under key; ok is false when there is none.
	Get(ctx context.Context, key string) (value json.RawMessage, ok bool, err error)
	// Set puts value under key. When it returns nil, a crash does not undo it.
	Set(ctx context.Context, key string, value json.RawMessage) error
	// Delete removes key and reports whether it was there.
	Delete(ctx context.Context, key string) (bool, error)
	// List returns the keys that begin with prefix, sorted.
	List(ctx context.Context, prefix string) ([]string, error)
}

// module is state for one run.
type module struct {
	r     *vm.Runtime
	store Store
}

// Export is the name state of the module "dandori".
func Export(s Store) vm.Export {
	return vm.Export{Name: "state", Value: func(r *vm.Runtime) goja.Value {
		m := &module{r: r, store: s}
		return r.Object("state", vm.Members{"get": m.get, "set": m.set, "delete": m.delete, "list": m.list})
	}}
}

// get is state.get(key): the value, undefined when there is none.
func (m *module) get(a *vm.Args) goja.Value {
	key := keyOf(a)
	a.Max(1)
	c := call.Call{Kind: "state.get", Args: args{Key: key}.json(), Effect: call.Read}
	return m.r.Ask(c, func(ctx context.Context) (call.Answer, error) {
		value, _, err := m.store.Get(ctx, key)
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
	c := call.Call{Kind: "state.set", Args: args{Key: key, Value: value}.json(), Effect: call.Repeatable}
	return m.r.Ask(c, func(ctx context.Context) (call.Answer, error) {
		return call.Answer{}, m.store.Set(ctx, key, value)
	}, nil)
}

// delete is state.delete(key): whether it was there.
func (m *module) delete(a *vm.Args) goja.Value {
	key := keyOf(a)
	a.Max(1)
	c := call.Call{Kind: "state.delete", Args: args{Key: key}.json(), Effect: call.Repeatable}
	return m.r.Ask(c, func(ctx context.Context) (call.Answer, error) {
		there, err := m.store.Delete(ctx, key)
		if err != nil {
			return call.Answer{}, err
		}
		return vm.JSONAnswer(there)
	}, m.r.FromJSON)
}

// list is state.list(prefix?): the keys, sorted.
func (m *module) list(a *vm.Args) goja.Value {
	prefix := ""
	if a.Has(0) {
		prefix = a.String(0, "prefix")
	}
	a.Max(1)
	c := call.Call{Kind: "state.list", Args: args{Key: prefix}.json(), Effect: call.Read}
	return m.r.Ask(c, func(ctx context.Context) (call.Answer, error) {
		keys, err := m.store.List(ctx, prefix)
		if err != nil {
			return call.Answer{}, err
		}
		return vm.JSONAnswer(keys)
	}, m.r.FromJSON)
}

func keyOf(a *vm.Args) string {
	key := a.String(0, "key")
	if key == "" {
		a.Wrong("key", say.T("a string with something in it"), a.Value(0))
	}
	return key
}

// args are what a call's journal entry tells of it.
type args struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value,omitempty"`
}

func (a args) json() json.RawMessage { return vm.Canonical(a) }
