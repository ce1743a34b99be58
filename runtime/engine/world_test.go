package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/journal"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// world is what outlives the processes of a run: the disk and the vendor.
type world struct {
	mu      sync.Mutex
	rng     *rand.Rand
	disk    []journal.Entry
	durable int // entries that survive a crash
	writes  map[int]bool
	applied map[string]int       // how often the vendor did each request
	seen    map[string]time.Time // when what it did can be read back
	reads   int
}

func newWorld(seed uint64) *world {
	return &world{rng: rand.New(rand.NewPCG(seed, 7)), writes: map[int]bool{}, applied: map[string]int{}, seen: map[string]time.Time{}}
}

var errDead = errors.New("the process is dead")

// process is one process of the run. It dies at its dieAt-th event: what it
// does from then on never happened.
type process struct {
	w      *world
	dieAt  int // 0: never
	events int
	dead   bool
	stop   context.CancelCauseFunc
	held   []journal.Entry // when it was opened
}

// event is a moment at which the process may die; it reports whether it lives. Callers hold w.mu.
func (p *process) event() bool {
	p.events++
	if p.events == p.dieAt {
		p.dead = true
		kept := p.w.durable + p.w.rng.IntN(len(p.w.disk)-p.w.durable+1)
		p.w.disk = p.w.disk[:kept]
		p.stop(errDead)
	}
	return !p.dead
}

// Append implements journal.Log: it takes its time, and may die before the
// entry and behind it.
func (p *process) Append(e journal.Entry) error {
	if e.Kind == journal.Outcome {
		p.w.pause(2 * time.Millisecond)
	}
	durable, err := p.write(e)
	if err != nil || durable == 0 {
		return err
	}
	p.w.pause(5 * time.Millisecond)
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	if p.dead || !p.event() {
		return errDead
	}
	p.w.durable = max(p.w.durable, durable)
	return nil
}

// write puts e behind the others; durable is how much must be on disk before Append returns.
func (p *process) write(e journal.Entry) (durable int, err error) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	if p.dead || !p.event() {
		return 0, errDead
	}
	p.w.disk = append(p.w.disk, e)
	switch e.Kind {
	case journal.Ask:
		p.w.writes[e.N] = e.Call.Effect != call.Read
	case journal.Intent, journal.Result, journal.Note, journal.Resolve:
		return len(p.w.disk), nil
	case journal.Outcome:
		if p.w.writes[e.N] {
			return len(p.w.disk), nil
		}
	}
	return 0, nil
}

// pause takes up to d.
func (w *world) pause(d time.Duration) {
	w.mu.Lock()
	d = time.Duration(w.rng.Int64N(int64(d)))
	w.mu.Unlock()
	_ = clock.Sleep(context.Background(), d) // never ends early
}

func (p *process) Sync() error {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	if p.dead {
		return errDead
	}
	p.w.durable = len(p.w.disk)
	return nil
}

func (p *process) Load(string) ([]byte, error) { return nil, errDead }

func (p *process) Entries() iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		for _, e := range p.held {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// send has the vendor do id: it may die before the first byte, and before the
// answer is read. known is false when the answer is lost.
func (p *process) send(id string) (answered bool, err error) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	if p.dead || !p.event() {
		return false, errDead
	}
	p.w.applied[id]++
	p.w.seen[id] = clock.Now().Add(time.Duration(p.w.rng.IntN(3)) * 40 * time.Second)
	if !p.event() {
		return false, errDead
	}
	return p.w.rng.IntN(12) > 0, nil
}

// done reports whether the vendor did id, as far as can be read back by now.
func (w *world) done(id string, now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.applied[id] > 0 && !w.seen[id].After(now)
}

// number is what a read brings: another value each time.
func (w *world) number() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reads++
	return w.reads
}

// post is one call that changes something, as the transport would send it:
// ids of its requests one after the other.
func (p *process) post(ctx context.Context, effect call.Effect, id string, requests int, wait time.Duration) (call.Answer, error) {
	w := call.ScribeFrom(ctx)
	s, _ := call.StepFrom(ctx)
	if err := call.Until(ctx, s.Asked.Add(wait), say.Raw("a slot")); err != nil {
		return call.Answer{}, err
	}
	for i := range requests {
		if err := p.request(ctx, w, effect, fmt.Sprintf("%s/%d", id, i)); err != nil {
			return call.Answer{}, err
		}
	}
	return vm.JSONAnswer(id)
}

func (p *process) request(ctx context.Context, w call.Scribe, effect call.Effect, id string) error {
	r := call.Request{Connection: "c", Vendor: "v", Operation: call.Operation{Name: "post", Effect: effect}}
	k, prior := w.Begin(r)
	i := call.Intent{K: k, Try: 1, Request: r, Body: []byte(id)}
	switch {
	case prior != nil && prior.Answer != nil:
		return nil
	case prior != nil && (effect == call.Once || !prior.Last):
		return call.Doubt(r, errDead)
	case prior != nil:
		i.Try = prior.Doubt.Try + 1
	}
	for refused := p.w.flip(5); ; i.Try++ {
		i.At = clock.Now()
		if err := w.Intend(ctx, i); err != nil {
			return err
		}
		if refused {
			refused = false
			if err := w.Settle(call.Result{K: k, Try: i.Try, Fate: call.Refused}); err != nil {
				return call.Doubt(r, err)
			}
			continue
		}
		answered, err := p.send(id)
		if err != nil || !answered {
			_ = w.Settle(call.Result{K: k, Try: i.Try, Fate: call.Unknown})
			return call.Doubt(r, errDead)
		}
		if err := w.Settle(call.Result{K: k, Try: i.Try, Fate: call.Done}); err != nil {
			return call.Doubt(r, err)
		}
		return nil
	}
}

func (w *world) flip(n int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.rng.IntN(n) == 0
}

// exports are what scripts of this world call.
func (p *process) exports() []vm.Module {
	ask := func(name string, effect call.Effect) vm.Export {
		return vm.Export{Name: name, Value: func(r *vm.Runtime) goja.Value {
			return r.Func(name, func(a *vm.Args) goja.Value {
				id, ms, requests := a.String(0, "id"), a.Value(1).ToInteger(), int(a.Value(2).ToInteger())
				c := call.Call{Kind: name, Target: id, Effect: effect, Args: vm.Canonical(map[string]any{"ms": ms})}
				wait := time.Duration(ms) * time.Millisecond
				if effect == call.Read {
					return r.Ask(c, func(ctx context.Context) (call.Answer, error) { return p.read(ctx, wait) }, r.FromJSON)
				}
				probe := func(_ context.Context, d call.Doubtful) (call.Verdict, error) {
					if requests > 1 || !p.w.done(string(d.Intent.Body), clock.Now()) {
						return call.Verdict{}, nil
					}
					answer, err := vm.JSONAnswer(id)
					return call.Verdict{Happened: true, Answer: answer}, err
				}
				work := func(ctx context.Context) (call.Answer, error) { return p.post(ctx, effect, id, requests, wait) }
				return r.AskWrite(c, work, probe, r.FromJSON)
			})
		}}
	}
	return []vm.Module{{Name: "w", Exports: []vm.Export{ask("read", call.Read), ask("once", call.Once), ask("again", call.Repeatable)}}}
}

// read waits from when it was asked first, and brings a new number.
func (p *process) read(ctx context.Context, wait time.Duration) (call.Answer, error) {
	s, _ := call.StepFrom(ctx)
	if err := call.Until(ctx, s.Asked.Add(wait), say.Raw("a page")); err != nil {
		return call.Answer{}, err
	}
	return vm.JSONAnswer(p.w.number())
}

// storyOf makes a script from a seed: overlapping reads, timers, and writes
// whose names hold what was read before. It returns the names of its writes.
func storyOf(seed uint64) string {
	rng := rand.New(rand.NewPCG(seed, 2))
	var b strings.Builder
	b.WriteString("const all = [], out = [];\n")
	write := func(i int) string {
		kind := []string{"once", "once", "again"}[rng.IntN(3)]
		return fmt.Sprintf("out[%d] = await %s('%s-%d-' + v, %d, %d);", i, kind, kind, i, rng.IntN(30), 1+rng.IntN(5)/4)
	}
	for i := range 8 {
		ms := rng.IntN(40)
		switch rng.IntN(4) {
		case 0:
			fmt.Fprintf(&b, "{ const v = await read('r', %d); %s }\n", ms, write(i))
		case 1:
			fmt.Fprintf(&b, "all.push((async () => { const v = await read('r', %d); %s })());\n", ms, write(i))
		case 2:
			fmt.Fprintf(&b, "all.push((async () => { const v = Math.floor(Math.random() * 1e9) + Date.now() %% 7; await new Promise(r => setTimeout(r, %d)); %s })());\n", ms, write(i))
		case 3:
			fmt.Fprintf(&b, "{ const v = 'x'; const t = setTimeout(() => { out.push('never') }, 1e6); %s clearTimeout(t) }\n", write(i))
		}
	}
	b.WriteString("await Promise.all(all); return out")
	return b.String()
}

// live runs the story in one process that dies at its dieAt-th event.
func (w *world) live(ctx context.Context, story string, dieAt int, suspend time.Duration) (Result, int) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	p := &process{w: w, dieAt: dieAt, stop: stop, held: slices.Clone(w.disk)}
	program := program("")
	program.Code = []byte("(async function(open){ const read = open('w', 'read'), once = open('w', 'once'), again = open('w', 'again');\n return {default: async () => {\n" + story + "\n}} })")
	got := Run(ctx, Config{
		Program: program, Modules: p.exports(), Journal: p, Suspend: suspend,
		Doubt: DoubtPolicy{Every: []time.Duration{30 * time.Second, time.Minute}},
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	p.dead = true
	return got, p.events
}

// decide is a person who looks up what is in doubt and says so.
func (w *world) decide(doubts []journal.Doubt) {
	if len(doubts) == 0 {
		return
	}
	d := doubts[0]
	word := &journal.Resolution{K: d.Intent.K, By: "me"}
	if id := string(d.Intent.Body); w.applied[id] > 0 {
		word.Happened = true
		whole, _, _ := strings.Cut(id, "/")
		word.Answer, _ = json.Marshal(whole)
	}
	w.disk = append(w.disk, journal.Entry{Kind: journal.Resolve, N: d.N, Resolution: word})
	w.durable = len(w.disk)
}
