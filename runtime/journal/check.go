package journal

import (
	"fmt"

	"dandori/runtime/call"
)

// Checker says whether entries follow each other as the package comment has it.
// Its zero value is at the beginning of a journal.
type Checker struct {
	entries int
	asks    []*asked // of each ask, in their order
}

// asked is what became of an ask so far.
type asked struct {
	entered  int  // the entry that asked it
	over     int  // the entry of its outcome; 0: none yet
	failed   bool // its outcome is an error
	decided  bool // a person said that it happened
	requests map[int]*wire
}

// wire is what became of the request k of an ask.
type wire struct {
	try   int
	fate  call.Fate // of the last try; "" while it is on the wire
	doubt bool      // of an earlier try it is not known whether it was done
}

// inDoubt reports whether it is unknown of any try whether it was done: that
// the last was refused says nothing about those before.
func (w *wire) inDoubt() bool {
	if w == nil || w.fate == call.Done {
		return false
	}
	return w.doubt || w.fate != call.Refused
}

// Check tells the first entry that cannot stand where it does.
func Check(entries []Entry) error {
	var c Checker
	for _, e := range entries {
		if err := c.Next(e); err != nil {
			return err
		}
	}
	return nil
}

// Next takes the next entry; the error says why it cannot be the next.
func (c *Checker) Next(e Entry) error {
	c.entries++
	if err := c.next(e); err != nil {
		return fmt.Errorf("entry %d (%s %d) cannot stand here: %w", c.entries, e.Kind, e.N, err)
	}
	return nil
}

func (c *Checker) next(e Entry) error {
	if err := e.valid(); err != nil {
		return err
	}
	if (c.entries == 1) != (e.Kind == Begin) {
		return fmt.Errorf("a journal begins with %s, once", Begin)
	}
	switch e.Kind {
	case Begin, Now, Random:
		return nil
	case Ask:
		return c.ask(e)
	case Retry:
		return c.retry(e)
	}
	a, err := c.asked(e.N)
	if err != nil {
		return err
	}
	if e.Kind == Result {
		return a.result(e)
	}
	if a.over > 0 {
		return fmt.Errorf("call %d has its outcome already", e.N)
	}
	return a.next(e, c.entries)
}

func (c *Checker) ask(e Entry) error {
	if e.N != len(c.asks)+1 {
		return fmt.Errorf("call %d comes next", len(c.asks)+1)
	}
	c.asks = append(c.asks, &asked{entered: c.entries})
	return nil
}

func (c *Checker) asked(n int) (*asked, error) {
	if n > len(c.asks) {
		return nil, fmt.Errorf("call %d was not asked", n)
	}
	return c.asks[n-1], nil
}

// next takes what may come while an ask has no outcome.
func (a *asked) next(e Entry, at int) error {
	switch e.Kind {
	case Outcome:
		a.over, a.failed = at, e.Err != nil
	case Intent:
		return a.intent(e.N, e.Intent)
	case Resolve:
		return a.resolve(e.N, e.Resolution)
	}
	return nil
}

func (a *asked) intent(n int, i *call.Intent) error {
	if a.decided {
		return fmt.Errorf("a person said that call %d happened", n)
	}
	r := a.requests[i.K]
	if r != nil && r.fate == call.Done {
		return fmt.Errorf("request %d.%d was done", n, i.K)
	}
	if a.requests == nil {
		a.requests = map[int]*wire{}
	}
	a.requests[i.K] = &wire{try: i.Try, doubt: r.inDoubt()}
	return nil
}

func (a *asked) result(e Entry) error {
	r := a.requests[e.Result.K]
	if r == nil || r.fate != "" || r.try != e.Result.Try {
		return fmt.Errorf("request %d.%d, try %d, is not on the wire", e.N, e.Result.K, e.Result.Try)
	}
	r.fate = e.Result.Fate
	return nil
}

func (a *asked) resolve(n int, v *Resolution) error {
	r := a.requests[v.K]
	if !r.inDoubt() {
		return fmt.Errorf("request %d.%d is not in doubt", n, v.K)
	}
	a.decided = v.Happened
	if !v.Happened {
		r.fate, r.doubt = call.Refused, false // it may be sent
	}
	return nil
}

// retry forgets the outcome of a call that failed, and what was asked after it.
func (c *Checker) retry(e Entry) error {
	a, err := c.asked(e.N)
	if err != nil {
		return err
	}
	if a.over == 0 || !a.failed {
		return fmt.Errorf("call %d has not failed", e.N)
	}
	kept := len(c.asks)
	for kept > 0 && c.asks[kept-1].entered > a.over {
		kept--
		if len(c.asks[kept].requests) > 0 {
			return fmt.Errorf("call %d, asked after it, sent something", kept+1)
		}
	}
	c.asks = c.asks[:kept]
	a.over, a.failed = 0, false
	return nil
}
