package catalog

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"dandori/runtime/clock"
)

// Approve makes the version that waits live, in the name of by. It returns
// false when it is not that one that waits any more.
func Approve(ctx context.Context, s Shelf, workflow, version, by string) (bool, error) {
	e, ok, err := s.Entry(ctx, workflow)
	if err != nil || !ok || e.Pending == nil || e.Pending.ID != version {
		return false, err
	}
	was := e.Changed
	e.Pending.By = by
	e.Live, e.Pending, e.Changed = e.Pending, nil, clock.Now()
	if ok, err = s.SetEntry(ctx, e, was); !ok || err != nil {
		return false, err
	}
	return true, s.Sync(ctx)
}

// Diff shows what differs between the texts of two versions (Texts), file by
// file, in the unified form.
func Diff(was, is map[string]string) string {
	var b strings.Builder
	names := slices.Concat(slices.Collect(maps.Keys(was)), slices.Collect(maps.Keys(is)))
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		from, to := name, name
		if _, ok := was[name]; !ok {
			from = "/dev/null"
		}
		if _, ok := is[name]; !ok {
			to = "/dev/null"
		}
		b.WriteString(udiff.Unified(from, to, was[name], is[name]))
	}
	return b.String()
}
