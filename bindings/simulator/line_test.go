package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

type chore struct {
	Task
	note string
}

func (c *chore) save() any { return c.note }

// Tasks end in the order of their ends, not of their begins; one that is taken
// up from what was saved ends as it would have.
func TestLine(t *testing.T) {
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	var l Line[*chore]
	for i, runs := range []time.Duration{3 * time.Second, time.Second, 2 * time.Second} {
		c := &chore{}
		l.Accept(c, []string{"a", "b", "a"}[i], at, func() Course {
			return Course{Wait: time.Second, Run: time.Duration(c.ID) * runs, Crash: c.Nth == 2}
		})
	}
	var ended []string
	finish := func(c *chore) {
		c.State = "OK"
		ended = append(ended, fmt.Sprintf("%s%d%v", c.Operation, c.Nth, c.Crash))
	}
	l.Settle(at.Add(3*time.Second), finish)
	if want := []string{"b1false"}; !slices.Equal(ended, want) {
		t.Fatalf("ended %q, want %q", ended, want)
	}
	first := l.All()[0]
	for after, want := range map[time.Duration]string{0: "waiting", time.Second: "running"} {
		if got := first.StateAt(at.Add(after), "waiting", "running"); got != want {
			t.Errorf("after %v it is %s", after, got)
		}
	}
	var next Line[*chore]
	next.Restore(l.All())
	next.Settle(at.Add(time.Minute), finish)
	if want := []string{"b1false", "a1false", "a2true"}; !slices.Equal(ended, want) {
		t.Errorf("ended %q, want %q", ended, want)
	}
	for id, there := range map[string]bool{"1": true, "3": true, "0": false, "4": false, "01": false, "+1": false, "": false} {
		if _, found := next.Find(id); found != there {
			t.Errorf("task %q: %v", id, found)
		}
	}
}

// What has ended is encoded once, unless it is said to have changed.
func TestLineEncodesWhatEndedOnce(t *testing.T) {
	var l Line[*chore]
	c := &chore{note: "1"}
	l.Accept(c, "a", time.Time{}, func() Course { return Course{} })
	for _, w := range []struct {
		do   func()
		want string
	}{
		{func() {}, `"1"`}, {func() { c.note = "2" }, `"2"`}, {func() { c.State = "OK" }, `"2"`}, {func() { c.note = "3" }, `"2"`}, {c.Changed, `"3"`},
	} {
		w.do()
		if got, err := l.Encode((*chore).save); err != nil || string(got[0]) != w.want {
			t.Errorf("%s, %v, want %s", got, err, w.want)
		}
	}
}

func TestTokens(t *testing.T) {
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	fresh := func(seed uint64) *Tokens {
		return NewTokens(seed, Tokens{Header: "X-Token", Life: time.Minute, Window: NewWindow(2, time.Hour), Spell: func(b []byte) string { return fmt.Sprintf("%x", b) }})
	}
	shown := func(token string) *http.Request { return &http.Request{Header: http.Header{"X-Token": {token}}} }
	a := fresh(7)
	one, _, _ := a.Give(at)
	two, _, _ := a.Give(at)
	if _, wait, ok := a.Give(at); ok || wait != time.Hour || one == two || !strings.HasPrefix(one, "0000000000000007") {
		t.Errorf("%q, %q, then %v after %v", one, two, ok, wait)
	}
	b := fresh(7)
	b.Restore(a.Save())
	if _, _, ok := b.Give(at); ok || !b.Shown(shown(one), at) || b.Shown(shown(one), at.Add(time.Minute)) || b.Shown(shown("x"), at) {
		t.Error("what was saved is not what is there")
	}
	if b.Kill(shown(one)); b.Shown(shown(one), at) || !b.Shown(shown(two), at) || !a.Shown(shown(one), at) {
		t.Error("another token was killed")
	}
	if b.KillAll(); b.Shown(shown(two), at) {
		t.Error("a token lives")
	}
}

func TestKeyed(t *testing.T) {
	k := NewKeyed(strings.ToLower, "A", "b", "C")
	k.Remove(func(s string) bool { return s == "b" })
	k.Add("d")
	if !slices.Equal(k.List, []string{"A", "C", "d"}) || !k.Has("a") || k.Has("b") || k.ByKey["d"] != "d" {
		t.Errorf("%v", k)
	}
}
