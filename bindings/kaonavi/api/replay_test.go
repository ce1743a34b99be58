package api

import (
	"context"
	"slices"
	"testing"

	"dandori/runtime/call"
)

// scribe remembers the requests of a call over two processes of its run.
type scribe struct {
	intents map[int]call.Intent
	results map[int]call.Result
	k       int
	crash   int // the request behind which the process dies; 0: none
	notes   int
}

func (s *scribe) Begin(call.Request) (int, *call.Prior) {
	s.k++
	result, answered := s.results[s.k]
	intent, left := s.intents[s.k]
	switch {
	case answered && result.Fate == call.Done:
		return s.k, &call.Prior{Answer: &result}
	case left && !answered:
		return s.k, &call.Prior{Doubt: &intent, First: intent.At, Last: true}
	}
	return s.k, nil
}

func (s *scribe) Intend(_ context.Context, i call.Intent) error {
	s.intents[i.K] = i
	return nil
}

func (s *scribe) Settle(r call.Result) error {
	if r.K == s.crash {
		return context.Canceled // nobody will know
	}
	s.results[r.K] = r
	return nil
}

func (s *scribe) Note([]byte) error { s.notes++; return nil }

func (s *scribe) Plan([]byte) error { return nil }

// A run that died behind its second part does not send the first one again,
// and does not know of the second one: who is created once is not created twice.
func TestPartsOverACrash(t *testing.T) {
	for name, w := range map[string]struct {
		what    string
		second  int // parts that the second process sends
		doubted bool
	}{
		"members.create": {"POST /members", 0, true},
		"members.update": {"PATCH /members", 2, false}, // the one in doubt, and the last
	} {
		v := newVendor(t).on(w.what, `{"task_id":1}`, `{"task_id":2}`, `{"task_id":2}`, `{"task_id":3}`).
			on("GET /tasks/1", `{"status":"OK"}`).on("GET /tasks/2", `{"status":"OK"}`).on("GET /tasks/3", `{"status":"OK"}`)
		c := v.client(sized(Sizes{Rows: 1}))
		d := draft(t, c, name, Target{}, `[{"code":"1"},{"code":"2"},{"code":"3"}]`)
		s := &scribe{intents: map[int]call.Intent{}, results: map[int]call.Result{}, crash: 2}
		first := c.Run(call.WithStep(background, call.Step{N: 1}, s), &hasty{}, d, nil)
		asCall(t, first, call.InDoubt)
		before := count(v, w.what)

		s.k, s.crash = 0, 0
		var told []int
		err := c.Run(call.WithStep(background, call.Step{N: 1}, s), &hasty{}, d, func(p Part) { told = append(told, p.Number) })
		if sent := count(v, w.what) - before; before != 2 || sent != w.second {
			t.Errorf("%s: sent %d, then %d", name, before, sent)
		}
		if w.doubted {
			asCall(t, err, call.InDoubt)
		} else if err != nil || !slices.Equal(told, []int{1, 2, 3}) {
			t.Errorf("%s: %v, told %v", name, err, told)
		}
	}
}

func count(v *vendor, what string) int {
	n := 0
	for _, w := range v.whats() {
		if w == what {
			n++
		}
	}
	return n
}

// What is written down of a request has neither passwords nor files in it, but the hash of all.
func TestWhatIsWrittenDown(t *testing.T) {
	v := newVendor(t).on("POST /users", `{"id":1}`)
	c := v.client(func(c *Config) { c.Door = v.door(v.base, withBlank) })
	a, err := c.Account(op(t, createUser), Target{}, "user", []byte(`{"email":"a@example.com","password":"s3cret"}`))
	if err != nil {
		t.Fatal(err)
	}
	s := &scribe{intents: map[int]call.Intent{}, results: map[int]call.Result{}}
	if _, err := c.Save(call.WithStep(background, call.Step{N: 1}, s), a); err != nil {
		t.Fatal(err)
	}
	i := s.intents[1]
	lacks(t, string(i.Body), "s3cret")
	if contains(t, v.last().body, "s3cret"); i.Hash == "" || i.Path != "/api/v2.0/users" || i.Request.Operation.Effect != call.Once {
		t.Errorf("%+v", i)
	}
}
