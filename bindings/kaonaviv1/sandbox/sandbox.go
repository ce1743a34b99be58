package sandbox

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"time"

	"dandori/bindings/simulator"
)

// maxBody bounds a request's body; the document names no bound.
const maxBody = 64 << 20

// Sandbox is one simulated company. It is an http.Handler for the paths from
// the version on (/v1.2/user, …) and safe for many goroutines.
type Sandbox struct {
	options Options
	handler http.Handler

	mu       sync.Mutex // guards all below
	company  *company
	tokens   *simulator.Tokens
	requests *simulator.Window
	jobs     simulator.Line[*job]
	counts   Counts
	changed  bool            // a write has changed the company that the seed made
	encoded  json.RawMessage // the changed company as Save writes it, nil until it is asked for
}

// New returns a company made from the options' seed, with no request made yet.
func New(o Options) *Sandbox {
	o = o.withDefaults()
	s := &Sandbox{
		options:  o,
		company:  newCompany(o.Seed, o.Size),
		tokens:   newTokens(o.Seed, o.Limits),
		requests: o.Limits.window(o.Limits.Requests, o.Limits.Per),
		counts:   Counts{Requests: map[string]int{}},
	}
	s.handler = o.Faults.Wrap(s.operation, http.HandlerFunc(s.serve))
	return s
}

// ServeHTTP answers one request.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Sandbox) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil || s.options.Latency.Before(r.Context()) != nil {
		panic(http.ErrAbortHandler) // nobody is there to read an answer
	}
	a := s.answer(r, body)
	if err := s.options.Commit(); err != nil {
		simulator.Unsaved(w, err)
		return
	}
	if s.options.Latency.After(r.Context()) != nil {
		panic(http.ErrAbortHandler)
	}
	a.write(w)
}

// answer counts the request, checks its door, token and body in this order, and does what it asks.
func (s *Sandbox) answer(r *http.Request, body []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Now()
	s.settle(now)
	f, values, refused := s.find(r)
	s.counts.Requests[cmp.Or(f.name, unknown)]++
	if late := s.admit(r, f, now); late != nil {
		return *late
	}
	if refused != nil {
		return *refused
	}
	if f.list != listConsumer && !s.tokens.Shown(r, now) {
		return errorsOf(s.options.TokenStatus, "アクセストークンが無効です。")
	}
	q := request{at: now, function: f, sheet: values["sheet_id"], progress: cmp.Or(values["progress_id"], values["task_id"])}
	if refused := q.read(r, body, s.options.ErrorStatus); refused != nil {
		return *refused
	}
	return f.do(s, &q)
}

// admit counts the request and returns the answer that turns it away, nil when it may go on.
func (s *Sandbox) admit(r *http.Request, f function, now time.Time) *answer {
	within := true
	if f.list != listConsumer || !s.options.Limits.FreeTokens {
		within, _, _ = s.requests.Take(now)
	}
	ordered := simulator.Ordered(r)
	if ordered == simulator.TokenDies {
		s.tokens.Kill(r)
	}
	if within && ordered != simulator.TooMany && ordered != simulator.TooManyBare {
		return nil
	}
	a := s.tooMany("リクエスト数が上限を超えました。")
	if ordered == simulator.TooMany {
		a.retryAfter = orderedWait
	}
	return &a
}

// orderedWait is the time, in seconds, that a 429 made to order names.
const orderedWait = "1"

func (s *Sandbox) tooMany(why string) answer {
	s.counts.TooMany++
	return errorsOf(http.StatusTooManyRequests, why)
}
