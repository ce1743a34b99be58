package workflow

import (
	"time"

	"gopkg.in/yaml.v3"

	"dandori/runtime/say"
)

// Overlap says what a second run does while one is under way; "" is queue.
type Overlap string

// The overlaps: the second run waits for its turn, is left out, or runs beside the first.
const (
	Queue    Overlap = "queue"
	Skip     Overlap = "skip"
	Parallel Overlap = "parallel"
)

func (Overlap) choices() []string { return []string{string(Queue), string(Skip), string(Parallel)} }

// Lock is a name that workflows share whose runs must go one after the other.
type Lock string

func (l *Lock) decode(r *reader, n *yaml.Node) {
	s, ok := r.text(n)
	switch {
	case !ok:
	case !isWorkflowName(s):
		r.at(n, say.T("%q cannot name a lock", s), say.T("use letters, digits, -, _ and ."))
	default:
		*l = Lock(s)
	}
}

// Lane returns the lane of w's runs, of which one goes after the other:
// "workflow:NAME", "lock:NAME", or "" where each run stands alone.
func (w *Workflow) Lane() string {
	switch {
	case w.Lock != "":
		return "lock:" + string(w.Lock)
	case w.Overlap == Parallel:
		return ""
	default:
		return "workflow:" + w.Name
	}
}

// Reload says whether a saved change goes live by itself; "" is auto.
type Reload string

// The ways of going live: by itself, or with somebody's word.
const (
	Auto    Reload = "auto"
	Approve Reload = "approve"
)

func (Reload) choices() []string { return []string{string(Auto), string(Approve)} }

// Catchup is the age up to which a missed schedule runs once; 0 skips it.
type Catchup time.Duration

func (c *Catchup) decode(r *reader, n *yaml.Node) {
	if n.Value != "skip" {
		*c = Catchup(r.span(n, false))
	}
}

// Retry says how often and when a failed run goes on by itself.
type Retry struct {
	Attempts Count    `yaml:"attempts"` // all in all; 0 and 1: none by itself
	Delay    Duration `yaml:"delay"`    // before the second attempt; DefaultDelay where it is not given
	Backoff  Factor   `yaml:"backoff"`  // what the delay is multiplied with each time; 0: 1
}

// DefaultDelay is how long a retry waits that names no delay.
const DefaultDelay = Duration(time.Minute)

// Factor is a number from 1.
type Factor float64

func (f *Factor) decode(r *reader, n *yaml.Node) {
	var x float64
	if n.Kind != yaml.ScalarNode || n.Decode(&x) != nil || !(x >= 1 && x <= 1000) {
		r.expected(n, say.T("a number from 1 to 1000"))
		return
	}
	*f = Factor(x)
}

// Notify says who is told of what.
type Notify struct {
	On []Occasion `yaml:"on"` // nil: whatever a person should look at
	To []Ref      `yaml:"to"` // channels of dandori.yaml
}

// Occasion is what people are notified of.
type Occasion string

func (Occasion) choices() []string {
	return []string{"succeeded", "failed", "in_doubt", "approval", "paused", "cancelled", "skipped"}
}

// Occasions returns the names of the occasions of which people are told; nil when nobody is told.
func (n Notify) Occasions() []string {
	switch {
	case len(n.To) == 0:
		return nil
	case len(n.On) == 0:
		return []string{"failed", "in_doubt", "approval", "paused", "skipped"}
	default:
		return strs(n.On)
	}
}

// Channels returns the names of the channels that are told.
func (n Notify) Channels() []string { return names(n.To) }

// Ref names something that stands elsewhere, and remembers where it did so.
type Ref struct {
	Name  string
	place Problem
}

func (f *Ref) decode(r *reader, n *yaml.Node) {
	f.Name, _ = r.text(n)
	f.place = r.place(n)
}

// names returns what refs name, never nil.
func names(refs []Ref) []string {
	out := []string{}
	for _, ref := range refs {
		if ref.Name != "" {
			out = append(out, ref.Name)
		}
	}
	return out
}
