package sandbox

import (
	"cmp"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"dandori/bindings/simulator"
)

// Sandbox is one simulated company. It is an http.Handler for the paths from
// the version on (/v2.0/members, …) and for its own download links, and safe
// for many goroutines.
type Sandbox struct {
	options    Options
	operations []operation
	handler    http.Handler

	mu       sync.Mutex // guards all below
	company  *company
	tokens   *simulator.Tokens
	requests *simulator.Window
	updates  *simulator.Window
	jobs     simulator.Line[*job]
	counts   Counts
	changed  bool            // a write has changed the company that the seed made
	encoded  json.RawMessage // the changed company as Save writes it, nil until it is asked for
}

// New returns a company made from the options' seed, with no request made yet.
func New(o Options) *Sandbox {
	o = o.withDefaults()
	s := &Sandbox{
		options:    o,
		operations: operations(),
		company:    newCompany(o.Seed, o.Size),
		tokens:     newTokens(o.Seed, o.Limits),
		requests:   o.Limits.window(o.Limits.Requests, o.Limits.Per),
		updates:    o.Limits.window(o.Limits.Updates, o.Limits.UpdatePer),
		counts:     Counts{Requests: map[string]int{}},
	}
	s.handler = o.Faults.Wrap(s.operation, http.HandlerFunc(s.serve))
	return s
}

// ServeHTTP answers one request.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Sandbox) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, s.options.Limits.Body+1))
	if err != nil || s.options.Latency.Before(r.Context()) != nil {
		panic(http.ErrAbortHandler) // nobody is there to read an answer
	}
	a := s.answer(r, body)
	if s.options.Variant.NewFields {
		a.body = extend(a.body)
	}
	if err := s.options.Commit(); err != nil {
		simulator.Unsaved(w, err)
		return
	}
	if s.options.Latency.After(r.Context()) != nil {
		panic(http.ErrAbortHandler)
	}
	a.write(w)
}

// answer counts the request, checks door, token, box and body in this order, and does what it asks.
func (s *Sandbox) answer(r *http.Request, body []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &request{at: s.options.Now(), http: r, raw: body}
	s.settle(q.at)
	var allow string
	q.operation, q.ids, allow = s.find(r)
	s.counts.Requests[cmp.Or(q.name, unknown)]++
	if q.plan != nil && !q.dryRun() {
		s.counts.Writes++
	}
	if q.name == linkOperation {
		return q.do(s, q)
	}
	if refused := s.admit(q, allow); refused != nil {
		return *refused
	}
	if q.name == tokenOperation {
		return q.do(s, q)
	}
	if refused := s.read(q); refused != nil {
		return *refused
	}
	if q.plan != nil {
		return s.write(q)
	}
	return q.do(s, q)
}

// admit returns the answer that turns the request away before its body is looked at, nil when it may go on.
func (s *Sandbox) admit(q *request, allow string) *answer {
	refused := s.countRequest(q)
	bare := q.name == tokenOperation
	switch {
	case refused != nil:
		return refused
	case q.name == "" && allow == "":
		return s.refuse(http.StatusNotFound, "指定されたURLは存在しません。")
	case q.name == "":
		refused = s.refuse(http.StatusMethodNotAllowed, "HTTPメソッドが正しくありません。")
		refused.allow = allow
		return refused
	case !bare && !s.tokens.Shown(q.http, q.at):
		return s.refuse(s.options.Variant.BadToken, "アクセストークンが無効です。")
	}
	if b := q.box.of(q.ids); b.Target != "" && !s.ticked(b) {
		return s.refuse(s.options.Variant.NotTicked, b.Target+": 操作対象の管理で"+b.Right.label()+"が許可されていません。")
	}
	if s.options.Limits.FreeBad {
		return nil // write counts it
	}
	return s.countUpdate(q)
}

// countRequest counts the request against the hour.
func (s *Sandbox) countRequest(q *request) *answer {
	within, wait := true, time.Duration(0)
	if q.name != tokenOperation || !s.options.Limits.FreeTokens {
		within, _, wait = s.requests.Take(q.at)
	}
	ordered := simulator.Ordered(q.http)
	if ordered == simulator.TokenDies {
		s.tokens.Kill(q.http)
	}
	if within && ordered != simulator.TooMany && ordered != simulator.TooManyBare {
		return nil
	}
	a := s.tooMany(wait, "リクエスト数が上限を超えました。")
	if ordered == simulator.TooMany {
		a.retryAfter = orderedWait
	}
	return &a
}

// countUpdate counts the request against the minute, when it is an update.
func (s *Sandbox) countUpdate(q *request) *answer {
	if !q.task || q.dryRun() && s.options.Limits.FreeDryRun {
		return nil
	}
	if within, _, wait := s.updates.Take(q.at); !within {
		a := s.tooMany(wait, "更新リクエスト数が上限を超えました。")
		return &a
	}
	return nil
}

// orderedWait is the time, in seconds, that a 429 made to order names.
const orderedWait = "1"

func (s *Sandbox) tooMany(wait time.Duration, why string) answer {
	s.counts.TooMany++
	a := s.errorsOf(http.StatusTooManyRequests, why)
	if s.options.Variant.RetryAfter {
		a.retryAfter = strconv.Itoa(int(math.Ceil(wait.Seconds())))
	}
	return a
}

func (s *Sandbox) refuse(status int, problems ...string) *answer {
	a := s.errorsOf(status, problems...)
	return &a
}
