package api

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// firstLook is when an import is looked at first; what other imports took decides after that.
const firstLook = time.Second

// Waiter looks at a job again and again until it is done, at sensible
// distances. *job.Poller fulfils it.
type Waiter interface {
	Wait(ctx context.Context, key string, first time.Duration, poll func(context.Context) (done bool, err error)) error
}

// Await waits until an import has ended and returns its results; one that ended
// badly (status 9) is an error of class JobFailed that carries them. ours says
// that this process has just started it, so that how long it takes can be learned.
func (c *Client) Await(ctx context.Context, w Waiter, importID string, ours bool) ([]ImportResult, error) {
	key := ""
	if ours {
		key = c.Connection + " " + startImport.Name
	}
	var state State
	err := w.Wait(ctx, key, firstLook, c.look(importID, &state))
	if err != nil {
		return nil, err
	}
	results, err := c.JobResults(ctx, importID)
	if state == Error {
		return nil, c.jobFailed(importID, results)
	}
	return results, err
}

// look reads the state of an import, for a Waiter.
func (c *Client) look(importID string, into *State) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		state, err := c.JobState(ctx, importID)
		*into = state
		return err == nil && state.Ended(), err
	}
}

// Ended waits until an import is over, well or badly. What an import would find
// is known only when the one before it is: the document says nothing of imports at once.
func (c *Client) Ended(ctx context.Context, w Waiter, importID string) error {
	var state State
	look := c.look(importID, &state)
	if over, err := look(ctx); over || err != nil {
		return err
	}
	return w.Wait(ctx, "", firstLook, look)
}

// jobFailed is the error for an import that the vendor did not do.
func (c *Client) jobFailed(importID string, results []ImportResult) error {
	wrong := failed(results)
	e := call.New(call.JobFailed, "import %s failed; Sansan found %d {2:row|rows} wrong%s", importID, len(wrong), firstReasons(wrong)).
		Of(c.requestOf(startImport)).
		WithHint("organization.check finds wrong rows without importing anything.")
	e.Job, e.State = importID, "error"
	for _, r := range wrong {
		e.Messages = append(e.Messages, r.String())
	}
	e.Results, _ = json.Marshal(nonNil(results)) // strings and flags only: it cannot fail
	return e
}

func nonNil(results []ImportResult) []ImportResult {
	if results == nil {
		return []ImportResult{}
	}
	return results
}

// String is "user e1: reason; reason".
func (r ImportResult) String() string {
	id := r.ID
	if id == "" {
		id = r.TempID
	}
	return r.Type + " " + id + ": " + strings.Join(r.Errors, "; ")
}

func firstReasons(wrong []ImportResult) say.Text {
	const shown = 10
	if len(wrong) == 0 {
		return say.Text{}
	}
	var lines []string
	for _, r := range wrong[:min(shown, len(wrong))] {
		lines = append(lines, "  "+r.String())
	}
	text := say.Raw(":\n" + strings.Join(lines, "\n"))
	if more := len(wrong) - shown; more > 0 {
		rest := say.T("… and %d more", more)
		text.En, text.Ja = text.En+"\n  "+rest.En, text.Ja+"\n  "+rest.Ja
	}
	return text
}
