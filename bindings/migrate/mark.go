package migrate

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// What a mark says of an item.
const (
	begun  = "begun"
	done   = "done"
	failed = "failed"
)

// mark is what the workflow's state holds of one item.
type mark struct {
	State string `json:"s"`
	Sum   string `json:"h"`             // of its content
	Run   string `json:"r"`             // which set it
	At    string `json:"at"`            // RFC 3339
	N     int    `json:"n"`             // how often it was tried
	Own   bool   `json:"own,omitempty"` // this run's; never kept
}

// markKey is where the state holds the mark of an item. Scripts do not see keys of this kind.
func markKey(name, key string) string { return call.OwnKeys + "migrate:" + name + ":" + key }

// now is the time as reports show it.
func now() string { return clock.Now().Format("2006-01-02T15:04:05Z07:00") }

// marks are the answer of a look and of a step.
type marks struct {
	At    string        `json:"at"`
	Marks map[int]*mark `json:"marks"` // by the items' places
}

// read returns the marks of items by their keys, of those that have one.
func (m *module) read(ctx context.Context, name string, keys []string) (map[string]*mark, error) {
	out := map[string]*mark{}
	if m.config.Store == nil || len(keys) == 0 {
		return out, nil
	}
	kept := make([]string, len(keys))
	for i, key := range keys {
		kept[i] = markKey(name, key)
	}
	found, err := m.config.Store.Some(ctx, kept)
	if err != nil {
		return nil, err
	}
	for i, key := range keys {
		raw, there := found[kept[i]]
		if !there {
			continue
		}
		k := &mark{}
		if err := json.Unmarshal(raw, k); err != nil {
			return nil, call.New(call.Fault, "the mark of an item of the migration %s cannot be read: %v", name, err)
		}
		k.Own = k.Run == m.config.Facts.ID
		out[key] = k
	}
	return out, nil
}

// about are a step's arguments in the journal: enough to tell it from others.
type about struct {
	Name  string `json:"name"`
	Ended int    `json:"ended,omitempty"`
	Begun int    `json:"begun,omitempty"`
	Sum   string `json:"sum"`
}

// look is look(name, keys): the marks of items.
func (m *module) look(a *vm.Args) goja.Value {
	name, raw := a.String(0, "name"), a.JSON(1, "keys")
	var keys []string
	m.must(json.Unmarshal(raw, &keys))
	c := call.Call{Kind: "migrate.look", Args: vm.Canonical(about{Name: name, Begun: len(keys), Sum: sum(raw)}), Effect: call.Read}
	return m.r.Ask(c, func(ctx context.Context) (call.Answer, error) {
		if err := m.turn(ctx, name); err != nil {
			return call.Answer{}, err
		}
		out := marks{At: now(), Marks: map[int]*mark{}}
		found, err := m.read(ctx, name, keys)
		if err != nil {
			return call.Answer{}, err
		}
		var free []string
		for i, key := range keys {
			if k := found[key]; k != nil {
				out.Marks[i] = k
			} else {
				free = append(free, key)
			}
		}
		m.turns.saw(name, free)
		return vm.JSONAnswer(out)
	}, m.r.FromJSON)
}

// item is one that a step is about.
type item struct {
	Key    string `json:"key"`
	Sum    string `json:"sum"`
	N      int    `json:"n"`
	Failed bool   `json:"failed"`
}

// policy says what is done with marks that stand in the way.
type policy struct {
	Changed    bool `json:"changed"`    // an item that is done and has changed since is written again
	Unfinished bool `json:"unfinished"` // one that another run began is written again
}

// free reports whether an item with the mark k may be written.
func (p policy) free(k *mark, i item) bool {
	switch {
	case k.State == failed:
		return true
	case k.State == begun:
		return k.Own || p.Unfinished
	}
	return p.Changed && k.Sum != i.Sum
}

// step is step(name, ended, next, policy): it keeps what became of items, and
// that others are begun, but for those that have been marked meanwhile, whose marks it gives.
func (m *module) step(a *vm.Args) goja.Value {
	name := a.String(0, "name")
	var ended, next []item
	var p policy
	was, comes := a.JSON(1, "ended"), a.JSON(2, "next")
	m.must(errors.Join(json.Unmarshal(was, &ended), json.Unmarshal(comes, &next), json.Unmarshal(a.JSON(3, "policy"), &p)))
	told := slices.Concat([]byte{'['}, was, comes)
	c := call.Call{Kind: "migrate.step", Args: vm.Canonical(about{Name: name, Ended: len(ended), Begun: len(next), Sum: sum(told)}), Effect: call.Repeatable}
	return m.r.Ask(c, func(ctx context.Context) (call.Answer, error) {
		if err := m.turn(ctx, name); err != nil {
			return call.Answer{}, err
		}
		out := marks{At: now(), Marks: map[int]*mark{}}
		var keep []call.Keep
		set := func(state string, i item) {
			value, _ := json.Marshal(mark{State: state, Sum: i.Sum, Run: m.config.Facts.ID, At: out.At, N: i.N}) // strings and a number
			keep = append(keep, call.Keep{Key: markKey(name, i.Key), Value: value})
		}
		for _, i := range ended {
			if i.Failed {
				set(failed, i)
			} else {
				set(done, i)
			}
		}
		met, err := m.read(ctx, name, m.turns.unseen(name, next))
		if err != nil {
			return call.Answer{}, err
		}
		for n, i := range next {
			if k, there := met[i.Key]; !there || p.free(k, i) {
				set(begun, i)
			} else {
				out.Marks[n] = k
			}
		}
		answer, err := vm.JSONAnswer(out)
		if !m.config.Facts.DryRun && m.config.Store != nil {
			answer.Keep = keep
		}
		return answer, err
	}, m.r.FromJSON)
}

// must throws err, which only a fault of the frame can bring about.
func (m *module) must(err error) {
	if err != nil {
		panic(m.r.Error(call.New(call.Fault, "the frame of a migration: %v", err)))
	}
}

// origin is the answer of begin: what the report says of the run.
type origin struct {
	At     string `json:"at"`
	Zone   string `json:"zone"`
	Person string `json:"person"`
	DryRun bool   `json:"dryRun"`
	Origin
}

// begin is begin(options): who, when and with what, as it was when the migration
// began; and whether its files can be written when it ends.
func (m *module) begin(a *vm.Args) goja.Value {
	o := m.named(a.Value(0))
	if m.under[o.name] {
		panic(m.r.Error(call.New(call.PlainError, "migrate: a migration of the name %s is under way in this run", o.name).WithHint("wait for its end, or give this one another name")))
	}
	m.under[o.name] = true
	c := call.Call{Kind: "migrate.begin", Args: vm.Canonical(map[string]string{"name": o.name, "folder": o.folder}), Effect: call.Read}
	return m.r.Ask(c, func(ctx context.Context) (call.Answer, error) {
		if err := m.turn(ctx, o.name); err != nil {
			return call.Answer{}, err
		}
		for _, suffix := range suffixes {
			if err := m.writable(o.path(suffix)); err != nil {
				return call.Answer{}, err
			}
		}
		out := origin{At: now(), Zone: clock.Now().Location().String(), DryRun: m.config.Facts.DryRun, Origin: m.config.Origin}
		if m.config.Origin.Person != nil {
			out.Person = m.config.Origin.Person()
		}
		return vm.JSONAnswer(out)
	}, m.r.FromJSON)
}

// writable is the error for a file that could not be written.
func (m *module) writable(path string) error {
	if m.config.Folder == nil {
		return nil
	}
	f, err := m.config.Folder.Create(path)
	if err != nil {
		return err
	}
	return f.Abort()
}

// differs is differs(result): the error that the two sides are not the same.
func (m *module) differs(a *vm.Args) goja.Value {
	o := a.Value(0).ToObject(m.r.JS())
	n := o.Get("differing").ToInteger()
	report := o.Get("files").ToObject(m.r.JS()).Get("html").String()
	e := call.New(call.PlainError, "migrate: %[1]s: of %[2]d samples %[3]d differ from the target", o.Get("name").String(), o.Get("verified").ToInteger(), n)
	if counts, ok := o.Get("counts").(*goja.Object); ok && !counts.Get("source").StrictEquals(counts.Get("target")) {
		e = call.New(call.PlainError, "migrate: %[1]s: the source has %[2]d, the target has %[3]d; of %[4]d samples %[5]d differ",
			o.Get("name").String(), counts.Get("source").ToInteger(), counts.Get("target").ToInteger(), o.Get("verified").ToInteger(), n)
	}
	return m.r.Error(e.WithHint("look at %s and at the rows of the file of failures; { verify: { onDifference: \"report\" } } only reports it", say.Raw(report)))
}
