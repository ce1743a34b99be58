package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"dandori/runtime/journal"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// Walks has three processes do something at random, in each walk otherwise,
// and compares every answer and every run with a model. The seed in the name of
// a failed walk repeats it.
func Walks(t *testing.T, fresh Fresh, seeds ...uint64) {
	for _, seed := range seeds {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			w := newWorld(t, fresh)
			k := &walk{world: w, r: rand.New(rand.NewPCG(seed, 0)), m: &model{now: w.Now, dead: map[string]bool{}, late: map[string]lateLease{}, fired: map[string]string{}}}
			for range 3 {
				k.processes = append(k.processes, w.process())
			}
			k.walk(150)
		})
	}
}

// walk is one random walk.
type walk struct {
	*world
	r         *rand.Rand
	m         *model
	processes []Store
	leases    []queue.Lease // all that were ever given
	steps     []string      // what was done so far
}

func (k *walk) walk(steps int) {
	defer func() {
		if k.Failed() {
			k.Logf("after\n%s", strings.Join(k.steps, "\n"))
		}
	}()
	k.addOne()
	for range steps {
		step := pick(k.r, []func(){
			k.addOne, k.addClaimed, k.fireOne, k.fireOne, k.lookReady, k.claimNext, k.claimNext, k.claimNext, k.claimOne, k.parkOne, k.parkOne, k.enterOne, k.enterOne,
			k.renewAll, k.wakeOne, k.cancelOne, k.reapAll, k.die, k.pass, k.pass, k.lookNext,
		})
		step()
		if k.compare(); k.Failed() {
			return
		}
	}
}

func pick[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

func (k *walk) process() Store { return pick(k.r, k.processes) }

func (k *walk) anyRun() string { return pick(k.r, k.m.runs).id }

func (k *walk) note(format string, args ...any) {
	k.steps = append(k.steps, fmt.Sprintf(format, args...))
}

func (k *walk) same(what string, got, want any) {
	k.note("%s: %v", what, got)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		k.Errorf("%s: %v, want %v", what, got, want)
	}
}

func (k *walk) addOne() {
	r := k.newRun()
	_, err := k.process().Add(k.Context(), r, "", 0)
	k.must(err)
	k.note("%s in %q due in %s", r.ID, r.Lane, r.Due.Sub(k.Now()))
	k.m.add(r.ID, r.Lane, r.Created, r.Due)
}

// newRun is a run of one of few lanes. Now and then a clock was set back before it.
func (k *walk) newRun() queue.Run {
	r := k.world.run()
	r.Due = k.Now().Add(time.Duration(k.r.IntN(4)) * time.Second)
	r.Lane = pick(k.r, []string{"", "lock:x", "lock:x", "workflow:y"})
	if k.r.IntN(8) == 0 {
		r.Created = r.Created.Add(-time.Minute)
	}
	return r
}

func (k *walk) addClaimed() {
	s, r := k.process(), k.newRun()
	l, err := s.Add(k.Context(), r, s.Worker(), lease)
	k.must(err)
	k.m.add(r.ID, r.Lane, r.Created, r.Due)
	want := queue.Lease{}
	if m := k.m.find(r.ID); k.m.free(m) {
		k.m.take(m, s.Worker())
		want = queue.Lease{Run: r.ID, Epoch: m.epoch}
	}
	k.same(fmt.Sprintf("%s adds %s in %q to work on it", s.Worker(), r.ID, r.Lane), l, want)
	if l != (queue.Lease{}) {
		k.leases = append(k.leases, l)
	}
}

// fireOne fires one of some causes, which may have fired before.
func (k *walk) fireOne() {
	r, unlessBusy := k.newRun(), k.r.IntN(2) == 0
	c := queue.Cause{Workflow: "w", Kind: pick(k.r, []queue.CauseKind{queue.ByTime, queue.ByFile}), Key: fmt.Sprint(k.r.IntN(12)), At: k.Now()}
	got, err := k.process().Fire(k.Context(), r, c, unlessBusy, func(string) (say.Text, []queue.Notice) { return say.Raw("busy"), nil })
	k.must(err)
	key := string(c.Kind) + c.Key
	run, there := k.m.fired[key]
	busy := !there && unlessBusy && k.m.busy(r.Lane)
	switch {
	case busy && c.Kind == queue.ByTime:
		k.m.fired[key] = ""
	case !busy && !there:
		run = r.ID
		k.m.fired[key] = run
		k.m.add(r.ID, r.Lane, r.Created, r.Due)
	}
	k.same(fmt.Sprintf("%s %s fires in %q (%v)", c.Kind, c.Key, r.Lane, unlessBusy), fmt.Sprint(got.Run, got.New, got.Busy != ""), fmt.Sprint(run, !busy && !there, busy))
}

func (k *walk) lookReady() {
	got, err := k.process().Ready(k.Context(), 1000)
	k.must(err)
	var ids, want []string
	for _, r := range got {
		ids = append(ids, r.ID)
	}
	for _, r := range k.m.ready() {
		want = append(want, r.id)
	}
	k.same("ready", ids, want)
}

func (k *walk) claimNext() {
	s := k.process()
	r, ok, err := s.Claim(k.Context(), s.Worker(), lease)
	k.must(err)
	want := &modelRun{}
	if expected := k.m.claim(s.Worker()); expected != nil {
		want = expected
	}
	k.same(s.Worker()+" claims", fmt.Sprint(r.ID, " ", r.Epoch), fmt.Sprint(want.id, " ", want.epoch))
	if ok {
		k.leases = append(k.leases, leaseOf(r))
	}
}

func (k *walk) claimOne() {
	s, id := k.process(), k.anyRun()
	var from []queue.State
	for _, state := range []queue.State{queue.Queued, queue.Running, queue.Waiting, queue.Paused, queue.InDoubt, queue.Failed, queue.Cancelled} {
		if k.r.IntN(2) == 0 {
			from = append(from, state)
		}
	}
	r, ok, err := s.ClaimRun(k.Context(), id, s.Worker(), lease, from...)
	k.must(err)
	k.same(fmt.Sprintf("%s claims %s from %v", s.Worker(), id, from), ok, k.m.claimRun(id, s.Worker(), from))
	if ok {
		k.leases = append(k.leases, leaseOf(r))
	}
}

// anyLease is one of those given lately, good or not.
func (k *walk) anyLease() (queue.Lease, bool) {
	if len(k.leases) == 0 {
		return queue.Lease{}, false
	}
	return pick(k.r, k.leases[max(0, len(k.leases)-6):]), true
}

func (k *walk) parkOne() {
	l, ok := k.anyLease()
	if !ok {
		return
	}
	p := queue.Park{State: pick(k.r, []queue.State{queue.Queued, queue.Waiting, queue.Waiting, queue.Paused, queue.InDoubt, queue.Succeeded, queue.Failed, queue.Cancelled})}
	p.Retry, p.Worked = k.r.IntN(3) == 0, time.Duration(k.r.IntN(9))*time.Second
	if k.r.IntN(2) == 0 {
		p.Due = k.Now().Add(time.Duration(k.r.IntN(3)) * time.Second)
	}
	err := k.process().Park(k.Context(), l, p)
	k.same(fmt.Sprintf("parks %v as %s due %s", l, p.State, p.Due), k.fenced(err), !k.m.park(l, p))
}

func (k *walk) fenced(err error) bool {
	if !errors.Is(err, queue.ErrFenced) {
		k.must(err)
	}
	return err != nil
}

// enterOne makes a journal grow, by a request or its answer.
func (k *walk) enterOne() {
	l, ok := k.anyLease()
	if !ok {
		return
	}
	r := k.m.find(l.Run)
	e := intent(r.wrote + 1)
	if r.wrote > r.answered {
		e = result(r.wrote)
	}
	log, err := k.process().Journal(k.Context(), l)
	if r.wrote == 0 && err == nil {
		for _, e := range opening() {
			k.must(log.Append(e))
		}
	}
	if err == nil {
		err = log.Append(e)
	}
	k.same(fmt.Sprintf("enters %s with %v", e.Kind, l), k.fenced(err), !k.m.holds(l))
	if err == nil && e.Kind == journal.Intent {
		r.grew, r.wrote = true, r.wrote+1
	} else if err == nil {
		r.grew, r.answered = true, r.answered+1
	}
}

func (k *walk) renewAll() {
	s := k.process()
	held, stopping, err := s.Renew(k.Context(), s.Worker(), lease)
	k.must(err)
	slices.Sort(held)
	slices.Sort(stopping)
	wantHeld, wantStopping := k.m.renew(s.Worker())
	k.same(s.Worker()+" renews", [][]string{held, stopping}, [][]string{wantHeld, wantStopping})
}

func (k *walk) wakeOne() {
	id := k.anyRun()
	ok, err := k.process().Wake(k.Context(), id)
	k.must(err)
	k.same("wakes "+id, ok, k.m.wake(id))
}

func (k *walk) cancelOne() {
	id := k.anyRun()
	state, err := k.process().Cancel(k.Context(), id)
	k.must(err)
	k.same("cancels "+id, state, k.m.cancel(id))
}

func (k *walk) reapAll() {
	s := k.process()
	n, err := s.Reap(k.Context())
	k.must(err)
	k.same(s.Worker()+" reaps", n, k.m.reap(s.Worker()))
}

// die ends a process; another begins.
func (k *walk) die() {
	i := k.r.IntN(len(k.processes))
	k.m.dead[k.processes[i].Worker()] = true
	k.note("%s dies", k.processes[i].Worker())
	k.must(k.processes[i].Close())
	k.processes[i] = k.world.process()
}

func (k *walk) pass() {
	d := pick(k.r, []time.Duration{time.Second, 3 * time.Second, lease / 2, lease})
	k.note("%s passes", d)
	k.Pass(d)
}

func (k *walk) lookNext() {
	s := k.process()
	got, err := s.Next(k.Context())
	k.must(err)
	k.same("the next", got.UnixMilli(), k.m.next(s.Worker()).UnixMilli())
}

// compare looks at every run.
func (k *walk) compare() {
	runs, err := k.process().List(k.Context(), queue.Filter{Limit: 1000})
	k.must(err)
	if len(runs) != len(k.m.runs) {
		k.Errorf("%d runs, want %d", len(runs), len(k.m.runs))
	}
	working := map[string]string{}
	for _, r := range runs {
		m := k.m.find(r.ID)
		if r.State == queue.Running && r.Lane != "" {
			if working[r.Lane] != "" {
				k.Errorf("%s and %s are under way in %s at once", working[r.Lane], r.ID, r.Lane)
			}
			working[r.Lane] = r.ID
		}
		got := fmt.Sprint(r.State, " due ", r.Due.UnixMilli(), " of ", r.Owner, r.Epoch, r.Attempt, r.Crashes, r.Stopping, r.Finished.IsZero(), r.Worked)
		want := fmt.Sprint(m.state, " due ", m.due.UnixMilli(), " of ", m.owner, m.epoch, m.attempt, m.crashes, m.stopping, !m.state.Over(), m.worked)
		if got != want {
			k.Errorf("%s is %s, want %s", r.ID, got, want)
		}
	}
}
