package sansan

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"dandori/bindings/sansan/api"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// State reads what earlier runs of the workflow have kept.
type State interface {
	// Get returns the JSON under key; ok is false when there is none.
	Get(ctx context.Context, key string) (value json.RawMessage, ok bool, err error)
}

// How far a listing of changes reaches back behind the last update that it has
// given. Cards are digitised days after they were scanned, over a weekend too,
// and the document does not say whether that moves their updatedTime. The least
// covers what it leaves open about bounds, and clocks that differ.
const (
	usualOverlap = 3 * 24 * time.Hour
	leastOverlap = time.Minute
)

// changes is bizCards.changes({ range, name?, overlap?, entryStatus?,
// includePastBizCards?, limit? }): the cards updated since the last run of the
// workflow that succeeded.
func (f *face) changes(a *vm.Args) goja.Value {
	a.Max(1)
	o := a.Options(0, "options")
	c := changes{face: f, period: api.Period{CardOptions: api.CardOptions{Range: rangeOf(o), Limit: limitOf(o)}}, overlap: usualOverlap}
	c.period.IncludePastCards, _ = o.Bool("includePastBizCards")
	c.period.EntryStatus, _ = o.Enums("entryStatus", api.EntryStatuses()...)
	notEmpty(o, "entryStatus", c.period.EntryStatus)
	name, named := o.String("name")
	if named && name == "" {
		o.Need("name", say.T("a string with something in it"))
	}
	if overlap, ok := o.Duration("overlap"); ok {
		c.overlap = overlap
	}
	o.Done()
	if c.overlap < leastOverlap {
		f.throw(call.New(call.RangeError, "%s: overlap is shorter than %s", a.Name(), leastOverlap))
	}
	c.key = f.changesKey(name, c.period)
	ask := call.Call{Kind: "sansan.bizCards.changes", Target: f.Connection, Args: vm.Canonical([]any{given(a, 0)}), Effect: call.Read}
	return f.r.Listing(vm.Walk{Call: ask, Open: func() vm.Pager { return &changesWalk{changes: c} }})
}

// changes is what a script asks for.
type changes struct {
	face    *face
	period  api.Period // without its bounds
	overlap time.Duration
	key     string // of the state: how far earlier runs came
}

// changesKey is where the state tells how far earlier runs came. Whoever asks
// for other cards, of another company (or of the sandbox), begins anew.
func (f *face) changesKey(name string, p api.Period) string {
	if name == "" {
		name = "default"
	}
	status := slices.Clone(p.EntryStatus)
	slices.Sort(status)
	return call.OwnKeys + strings.Join([]string{
		"sansan.changes", f.Connection, f.Where, string(p.Range), strconv.FormatBool(p.IncludePastCards), strings.Join(slices.Compact(status), "+"), name,
	}, "/")
}

// known returns how far earlier runs came; nothing when there were none.
func (c changes) known(ctx context.Context) (json.RawMessage, error) {
	if c.face.State == nil {
		return nil, nil
	}
	raw, _, err := c.face.State.Get(ctx, c.key)
	return raw, err
}
