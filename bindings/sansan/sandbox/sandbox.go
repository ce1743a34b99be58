package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"dandori/bindings/simulator"
)

// Sandbox is one simulated company at Sansan. It is an http.Handler that serves
// the paths from the version on (/v2.3/bizCards), safe for many goroutines.
type Sandbox struct {
	options   Options
	ids       ids
	people    simulator.People
	keys      map[string]*key
	handler   http.Handler
	routes    []route
	companies []company
	owners    [][]byte // user objects by number of the seed

	mu           sync.Mutex // over everything below
	cards        []*card    // each is replaced when it changes, never changed
	touches      []touch    // all changes of cards there were
	walks        map[string]*walk
	walked       int // walks begun, to name the next
	organisation organisation
	jobs         []*job
	mail         *emailClient
	counts       Counts
	changed      bool            // an import has changed the organisation that the seed made
	encoded      json.RawMessage // the organisation as Save writes it, nil until it is asked for
}

// key is an API key: who asks, and how much of the limit is left.
type key struct {
	user   int // by number in the seed
	admin  bool
	window *simulator.Window
}

// request is a request that passed the door.
type request struct {
	*http.Request
	key    *key
	values url.Values // the query, checked, with defaults
	id     string     // {id} of the path
	now    time.Time
}

// New returns a sandbox.
func New(o Options) *Sandbox {
	o = o.withDefaults()
	s := &Sandbox{
		options: o,
		ids:     ids{seed: o.Seed},
		people:  simulator.NewPeople(o.Seed),
		walks:   map[string]*walk{},
		routes:  routes(),
		counts:  Counts{Requests: map[string]int{}, Statuses: map[int]int{}},
	}
	s.keys = map[string]*key{
		AdminKey:  {user: 0, admin: true, window: o.Limits.window()},
		MemberKey: {user: 1, window: o.Limits.window()},
	}
	s.organisation = seedOrganisation(s.people, o)
	s.owners = s.organisation.ownerJSON()
	s.companies = s.seedCompanies()
	s.cards = s.seedCards()
	s.handler = o.Faults.Wrap(s.Operation, http.HandlerFunc(s.serve))
	return s
}

// ServeHTTP answers one request.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Operation names the operation that a request asks for, as scripts write it
// ("bizCards.list"); "" when the API has no such endpoint.
func (s *Sandbox) Operation(r *http.Request) string {
	if route, _, ok := s.route(r.Method, r.URL.Path); ok {
		return route.operation
	}
	return ""
}

func (s *Sandbox) serve(w http.ResponseWriter, r *http.Request) {
	if s.options.Latency.Before(r.Context()) != nil {
		panic(http.ErrAbortHandler) // the client is gone
	}
	reply := s.answer(r)
	if err := s.options.Commit(); err != nil {
		simulator.Unsaved(w, err)
		return
	}
	if s.options.Latency.After(r.Context()) != nil {
		panic(http.ErrAbortHandler)
	}
	reply.send(w)
}

// answer passes r through the door (key, limit) to the endpoint.
func (s *Sandbox) answer(r *http.Request) *reply {
	now := s.options.Now()
	key, refused := s.admit(r.Header)
	if refused != nil {
		return s.count("", refused.reply(s.options.Variants))
	}
	ordered := simulator.Ordered(r)
	ok, count, retry := key.window.Take(now)
	if !ok || ordered == simulator.TooMany || ordered == simulator.TooManyBare {
		bare := ok && ordered == simulator.TooManyBare
		return s.count(s.Operation(r), tooMany(count, max(retry, time.Second), bare, s.options.Variants))
	}
	s.settle(now)
	reply, refused := s.dispatch(&request{Request: r, key: key, now: now})
	if refused != nil {
		reply = refused.reply(s.options.Variants)
	}
	return s.count(s.Operation(r), reply)
}

// admit checks who asks.
func (s *Sandbox) admit(h http.Header) (*key, *refusal) {
	if app := h.Get("X-Sansan-App-Id"); s.options.AppID != "" && app != s.options.AppID || !isAlphanumeric(app) {
		return nil, refuse(http.StatusUnauthorized, "The Application ID is invalid.", codeBadApp, "")
	}
	key, ok := s.keys[h.Get("X-Sansan-Api-Key")]
	if !ok {
		return nil, refuse(http.StatusUnauthorized, "The API Key is invalid.", codeBadKey, "")
	}
	return key, nil
}

// dispatch finds the endpoint and checks what all endpoints check alike.
func (s *Sandbox) dispatch(r *request) (*reply, *refusal) {
	route, id, ok := s.route(r.Method, r.URL.Path)
	if !ok {
		return nil, s.nowhere(r.URL.Path)
	}
	if route.admin && !r.key.admin {
		return nil, refuse(http.StatusForbidden, "The user has no permission.", codeForbidden, "")
	}
	values, refused := check(r.URL.RawQuery, route.params)
	if refused != nil {
		return nil, refused
	}
	r.id, r.values = id, values
	return route.serve(s, r)
}

// nowhere is the answer to a path or method that the API does not have.
func (s *Sandbox) nowhere(path string) *refusal {
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut} {
		if _, _, ok := s.route(method, path); ok {
			return &refusal{status: http.StatusMethodNotAllowed, message: "The method is not allowed."}
		}
	}
	return &refusal{status: http.StatusNotFound, message: messageUnknown}
}

// unknown is the answer to an id that nobody has.
func (s *Sandbox) unknown(field string) *refusal {
	if s.options.Variants.BadIDs {
		return bad(codeInvalid, field, field+" is invalid.")
	}
	return &refusal{status: http.StatusNotFound, message: messageUnknown}
}

func isAlphanumeric(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) < 0
}
