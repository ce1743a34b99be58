package journal

import (
	"cmp"
	"slices"

	"dandori/runtime/call"
)

// Planned is what a call said that it would change (package plan).
type Planned struct {
	N     int
	Call  call.Call
	Bytes []byte
	Sent  bool // it has sent something that changes something, whatever came of it
}

// Plans returns what a journal's calls said that they would change, the last
// word of each, in the order of the calls. What a retry has voided is not among them.
func Plans(entries []Entry) []Planned {
	calls, plans := map[int]call.Call{}, map[int]*Planned{}
	for _, l := range standing(entries) {
		switch l.Kind {
		case Ask:
			calls[l.N] = l.Call
		case Plan:
			plans[l.N] = &Planned{N: l.N, Call: calls[l.N], Bytes: l.Bytes}
		case Intent:
			if p := plans[l.N]; p != nil {
				p.Sent = true
			}
		}
	}
	out := make([]Planned, 0, len(plans))
	for _, p := range plans {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(x, y Planned) int { return cmp.Compare(x.N, y.N) })
	return out
}

// Unplanned returns the calls that have sent something that changes something
// without having said what, in their order: each as it was sent.
func Unplanned(entries []Entry) []call.Request {
	said, seen := map[int]bool{}, map[int]bool{}
	lines := standing(entries)
	for _, l := range lines {
		said[l.N] = said[l.N] || l.Kind == Plan
	}
	var out []call.Request
	for _, l := range lines {
		if l.Kind == Intent && !said[l.N] && !seen[l.N] {
			seen[l.N] = true
			out = append(out, l.Intent.Request)
		}
	}
	return out
}
