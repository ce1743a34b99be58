package simulator

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// Course is what becomes of a task.
type Course struct {
	Wait  time.Duration // how long it waits
	Run   time.Duration // how long it runs then
	Crash bool          // it ends in an error that nobody explains and has done nothing
}

// Steady is the course of a task that takes d, a quarter of it waiting, and ends well.
func Steady(d time.Duration) Course { return Course{Wait: d / 4, Run: d - d/4} }

// Task is how far one task is that a vendor has accepted. A simulator's own
// tasks embed it.
type Task struct {
	ID        int    // a running number, from 1
	Operation string // that it is of
	Nth       int    // among the tasks of this operation, from 1

	Starts, Ends time.Time
	Crash        bool
	State        string // in the vendor's word; "" until it has ended

	encoded json.RawMessage // as it is saved, once it has ended
}

func (t *Task) task() *Task { return t }

// StateAt returns the task's state, one of these words until it has ended; the
// line must be settled up to at.
func (t *Task) StateAt(at time.Time, waiting, running string) string {
	switch {
	case t.State != "":
		return t.State
	case at.Before(t.Starts):
		return waiting
	default:
		return running
	}
}

// Changed makes the next Encode write a task that has ended anew.
func (t *Task) Changed() { t.encoded = nil }

// Line is all tasks that a company ever had, each of which ends when its time is
// over. T embeds Task. It is not for several goroutines at once.
type Line[T interface{ task() *Task }] struct {
	all     []T // the one with id n stands at n-1
	pending []T // those whose end is not settled yet, by their ends
}

// All returns every task, as they were accepted.
func (l *Line[T]) All() []T { return l.all }

// Accept puts t in line as a task of the operation, asked for at at. course is
// asked for when t has its number.
func (l *Line[T]) Accept(t T, operation string, at time.Time, course func() Course) {
	k := t.task()
	k.ID, k.Operation, k.Nth = len(l.all)+1, operation, 1
	for _, other := range l.all {
		if other.task().Operation == operation {
			k.Nth++
		}
	}
	c := course()
	k.Starts = at.Add(c.Wait)
	k.Ends, k.Crash = k.Starts.Add(c.Run), c.Crash
	l.all = append(l.all, t)
	l.await(t)
}

func (l *Line[T]) await(tasks ...T) {
	l.pending = append(l.pending, tasks...)
	slices.SortStableFunc(l.pending, func(a, b T) int { return a.task().Ends.Compare(b.task().Ends) })
}

// Settle calls finish for all tasks whose time is over at now, in the order of
// their ends; it must set their State.
func (l *Line[T]) Settle(now time.Time, finish func(T)) {
	for len(l.pending) > 0 && !l.pending[0].task().Ends.After(now) {
		t := l.pending[0]
		l.pending = l.pending[1:]
		finish(t)
	}
}

// Find returns the task with an id as it stands in a path: 1, but not 01.
func (l *Line[T]) Find(id string) (t T, found bool) {
	n, err := strconv.Atoi(id)
	if err != nil || n < 1 || n > len(l.all) || id != strconv.Itoa(n) {
		return t, false
	}
	return l.all[n-1], true
}

// Encode writes every task as save returns it, to be saved. One that has ended is written once.
func (l *Line[T]) Encode(save func(T) any) ([]json.RawMessage, error) {
	out := make([]json.RawMessage, len(l.all))
	for i, t := range l.all {
		k := t.task()
		if out[i] = k.encoded; out[i] != nil {
			continue
		}
		text, err := json.Marshal(save(t))
		if err != nil {
			return nil, err
		}
		if out[i] = text; k.State != "" {
			k.encoded = text
		}
	}
	return out, nil
}

// Restore makes the line hold these tasks, in the order in which they were accepted.
func (l *Line[T]) Restore(tasks []T) {
	l.all, l.pending = tasks, nil
	for i, t := range tasks {
		if t.task().ID = i + 1; t.task().State == "" {
			l.pending = append(l.pending, t)
		}
	}
	l.await()
}
