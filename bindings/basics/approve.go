package basics

import (
	"context"
	"encoding/json"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Question is what approve() asks a person.
type Question struct {
	N       int    // of the call
	Message string // the script's own words
	Details json.RawMessage
	Again   bool // this process has asked it before, so that it is entered already
}

// Decision is a person's answer.
type Decision struct {
	By       string
	At       time.Time
	Note     string
	Approved bool
}

// Ask enters a question where people see it, and returns the decision on it if
// there is one. It is called again and again, also by other processes.
type Ask func(ctx context.Context, q Question) (d Decision, ok bool, err error)

// approvePoll is how often a run that stays in memory looks for the decision.
const approvePoll = 250 * time.Millisecond

// approveArgs are what the call's journal entry tells of it.
type approveArgs struct {
	Message string          `json:"message"`
	Details json.RawMessage `json:"details,omitempty"`
}

// Approval is one that the run has had.
type Approval struct {
	By string `json:"by"`
	At string `json:"at"` // RFC 3339
}

// Approvals are those that the run has had so far, from its journal or in this
// process. They live on the loop; nil has none.
type Approvals struct{ all []Approval }

// All returns them, oldest first.
func (s *Approvals) All() []Approval {
	if s == nil {
		return nil
	}
	return s.all
}

// see remembers the approval that an answer tells of.
func (s *Approvals) see(a call.Answer) {
	var one Approval
	if s != nil && json.Unmarshal(a.Body, &one) == nil {
		s.all = append(s.all, one)
	}
}

// Approve is the name approve: approve(message, details?) waits for a person,
// for days if need be. It is a read, for it changes nothing at a vendor, and a
// decision that was made stays readable where it is kept. A dry run approves by
// itself and says so with warn. seen is told of each approval; nil: nobody is.
func Approve(ask Ask, dry bool, warn func(say.Text), seen *Approvals) vm.Export {
	return vm.Export{Name: "approve", Value: func(r *vm.Runtime) goja.Value {
		return r.Func("approve", func(a *vm.Args) goja.Value {
			q := Question{Message: a.String(0, "message")}
			if q.Message == "" {
				a.Wrong("message", say.T("a string with something in it"), a.Value(0))
			}
			if a.Has(1) {
				q.Details = a.JSON(1, "details")
			}
			a.Max(2)
			w := approval{ask: ask, question: q}
			if dry {
				w.ask = rehearsed(warn)
			}
			c := call.Call{Kind: "approve", Args: vm.Canonical(approveArgs{q.Message, q.Details}), Effect: call.Read}
			return r.Ask(c, w.wait, func(a call.Answer) (goja.Value, error) {
				seen.see(a)
				return r.FromJSON(a)
			})
		})
	}}
}

// rehearsed approves at once.
func rehearsed(warn func(say.Text)) Ask {
	return func(_ context.Context, q Question) (Decision, bool, error) {
		if warn != nil {
			warn(say.T("dry run: %q counts as approved; nobody was asked", q.Message))
		}
		return Decision{By: "dry-run", At: clock.Now(), Approved: true}, true, nil
	}
}

// approval is one question under way.
type approval struct {
	ask      Ask
	question Question
}

// wait asks until there is a decision.
func (p approval) wait(ctx context.Context) (call.Answer, error) {
	if p.ask == nil {
		return call.Answer{}, call.New(call.PlainError, "approve needs a place where people can answer, and this run has none").
			WithHint("run it with dandori run, or let dandori serve run it")
	}
	if s, ok := call.StepFrom(ctx); ok {
		p.question.N = s.N
	}
	for {
		d, ok, err := p.ask(ctx, p.question)
		if err != nil {
			return call.Answer{}, err
		}
		if ok {
			return d.answer()
		}
		if !p.question.Again {
			call.Waits(ctx, call.SomeDay(), say.T("waiting for an approval: %s", p.question.Message))
			defer call.Moves(ctx)
			p.question.Again = true
		}
		if err := clock.Sleep(ctx, approvePoll); err != nil {
			return call.Answer{}, err
		}
	}
}

// answer is what the script gets: who, when and what they noted; or an error.
func (d Decision) answer() (call.Answer, error) {
	at := d.At.Format(time.RFC3339)
	if d.Approved {
		return vm.JSONAnswer(map[string]string{"by": d.By, "at": at, "note": d.Note})
	}
	e := call.New(call.Rejected, "%s rejected this at %s", d.By, at)
	if d.Note != "" {
		e = call.New(call.Rejected, "%[1]s rejected this at %[2]s: %[3]s", d.By, at, d.Note)
	}
	return call.Answer{}, e.Of(call.Request{Operation: call.Operation{Name: "approve"}})
}
