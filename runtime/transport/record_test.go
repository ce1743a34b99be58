package transport

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
)

// notes is a scribe that keeps what it is told, as lines: "intent 1.1",
// "arrived" from the server, "done 1.1".
type notes struct {
	mu      sync.Mutex
	lines   []string
	intents []call.Intent
	results []call.Result
	prior   *call.Prior
	intend  func(context.Context) error // nil: fine
	lost    error                       // what Settle returns
}

func (n *notes) add(line string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lines = append(n.lines, line)
}

func (n *notes) Begin(call.Request) (int, *call.Prior) { return 1, n.prior }

func (n *notes) Intend(ctx context.Context, i call.Intent) error {
	if n.intend != nil {
		if err := n.intend(ctx); err != nil {
			return err
		}
	}
	n.add("intent " + itoa(i.K) + "." + itoa(i.Try))
	n.intents = append(n.intents, i)
	return nil
}

func (n *notes) Settle(r call.Result) error {
	n.add(string(r.Fate) + " " + itoa(r.K) + "." + itoa(r.Try))
	n.results = append(n.results, r)
	return n.lost
}

func (n *notes) Note([]byte) error { return nil }

func (n *notes) Plan([]byte) error { return nil }

func (n *notes) story() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Join(n.lines, ", ")
}

// within returns ctx in which n writes down.
func (n *notes) within(ctx context.Context) context.Context {
	return call.WithStep(ctx, call.Step{N: 1}, n)
}

// noting is answer, with a line for each request that arrives.
func (n *notes) noting(answer exchange) exchange {
	if answer == nil {
		return nil // nothing of such a request can be read
	}
	return func(v *vendor, c net.Conn, req *http.Request, k int) bool {
		n.add("arrived")
		return answer(v, c, req, k)
	}
}

// storyOf is what the record of a write must say: each try's intent stands
// before its arrival, and all but the last ended as between says.
func storyOf(tries int, between, last call.Fate, arrives bool) string {
	var lines []string
	for try := 1; try <= tries; try++ {
		fate := between
		if try == tries {
			fate = last
		}
		lines = append(lines, "intent 1."+itoa(try))
		if arrives {
			lines = append(lines, "arrived")
		}
		lines = append(lines, string(fate)+" 1."+itoa(try))
	}
	return strings.Join(lines, ", ")
}

// fateOf is the fate that an outcome of this class has left in the record.
func fateOf(class call.Class) call.Fate {
	switch class {
	case "":
		return call.Done
	case call.InDoubt:
		return call.Unknown
	default:
		return call.Refused
	}
}

func TestEveryFaultIsWrittenDown(t *testing.T) {
	for _, f := range faults {
		for i, op := range []call.Operation{read, repeatable, once} {
			t.Run(f.name+"/"+op.Effect.String(), func(t *testing.T) {
				t.Parallel()
				n := &notes{}
				v := serve(t, n.noting(f.answer))
				c := quick(v.url())
				if f.class[0] == call.TimeoutError {
					c = impatient(v.url())
				}
				_ = askFor(n.within(t.Context()), t, open(t, c), op)
				between := call.Unknown
				if strings.HasPrefix(f.name, "429") || strings.HasSuffix(f.name, "after a 429") {
					between = call.Refused
				}
				want := storyOf(f.sent[i], between, fateOf(f.class[i]), f.answer != nil)
				if f.name == "reset after a 429" && op.Effect == call.Repeatable {
					want = strings.NewReplacer("refused 1.2", "unknown 1.2", "refused 1.3", "unknown 1.3").Replace(want)
				}
				if op.Effect == call.Read {
					want = strings.TrimSuffix(strings.Repeat("arrived, ", f.sent[i]), ", ")
					if f.answer == nil {
						want = ""
					}
				}
				if got := n.story(); got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
			})
		}
	}
}

func TestWhatIsWrittenDown(t *testing.T) {
	n := &notes{}
	v := serve(t, n.noting(fine))
	c := quick(v.url())
	c.Blank = func(body []byte, mime string) []byte { return append([]byte("blank "), mime...) }
	req, _ := http.NewRequestWithContext(n.within(t.Context()), http.MethodPost, v.url().String()+"/v/x?a=b", strings.NewReader(`{"password":"x"}`))
	req.Header.Set("Content-Type", "application/json")
	if err := open(t, c).Do(req, once, consume); err != nil {
		t.Fatal(err)
	}
	i, r := n.intents[0], n.results[0]
	if i.Method != "POST" || i.Path != "/v/x?a=b" || string(i.Body) != "blank application/json" || i.ContentType != "application/json" || i.At.IsZero() || i.Request.Operation != once {
		t.Errorf("intent %+v", i)
	}
	if sum := sha256.Sum256([]byte(`{"password":"x"}`)); i.Hash != hex.EncodeToString(sum[:]) {
		t.Errorf("hash %q is not that of the body as it was sent", i.Hash)
	}
	if r.Status != 200 || string(r.Body) != `{"ok":true}` || r.ContentType != "application/json" {
		t.Errorf("result %+v", r)
	}
}

func TestWhatCannotBeWrittenDownDoesNotLeave(t *testing.T) {
	full := error(call.New(call.ConnectionError, "%s answered with status %d", "disk", 1)) // of a class that is tried again elsewhere
	for _, op := range []call.Operation{repeatable, once} {
		v := serve(t, fine)
		n, l := &notes{intend: func(context.Context) error { return full }}, &ledger{}
		c := quick(v.url())
		c.Ledger = l
		err := askFor(n.within(t.Context()), t, open(t, c), op)
		if !errors.Is(err, full) || classOf(err) == call.InDoubt || v.requests() != 0 || n.story() != "" {
			t.Errorf("%v: %v, %d requests, %q", op.Effect, err, v.requests(), n.story())
		}
		if len(l.ended) != 1 || l.ended[0].Sent {
			t.Errorf("%v: the slots ended as %+v, want one that was not used", op.Effect, l.ended)
		}
	}
}

// An answer of which nobody will know later is a doubt, whatever it said.
func TestAnAnswerThatCannotBeWrittenDownIsInDoubt(t *testing.T) {
	for _, answer := range []exchange{fine, status("400 Bad Request", "{}"), status("429 Too Many Requests", "")} {
		n := &notes{lost: errors.New("disk full")}
		v := serve(t, answer)
		if err := askFor(n.within(t.Context()), t, open(t, quick(v.url())), repeatable); classOf(err) != call.InDoubt || v.requests() != 1 {
			t.Errorf("got %v after %d requests", err, v.requests())
		}
	}
}

func TestACallerThatGivesUpWhileItIsWrittenDown(t *testing.T) {
	v := serve(t, fine)
	ctx, cancel := context.WithCancelCause(t.Context())
	n := &notes{intend: func(context.Context) error { cancel(errStopped); return nil }}
	err := askFor(n.within(ctx), t, open(t, quick(v.url())), once)
	if !errors.Is(err, errStopped) || v.requests() != 0 || n.story() != "intent 1.1, refused 1.1" {
		t.Errorf("%v, %d requests, %q", err, v.requests(), n.story())
	}
}

func TestAbortWhileItIsWrittenDown(t *testing.T) {
	v := serve(t, fine)
	d := open(t, quick(v.url()))
	n := &notes{intend: func(ctx context.Context) error { d.Abort(); <-ctx.Done(); return nil }}
	err := askFor(n.within(t.Context()), t, d, once)
	if !errors.Is(err, errAborted) || classOf(err) == call.InDoubt || v.requests() != 0 || !strings.HasPrefix(n.story(), "intent 1.1, refused 1.1") {
		t.Errorf("%v, %d requests, %q", err, v.requests(), n.story())
	}
}

// A process that was frozen after the entry does not send: somebody else may
// have gone on with the run. The try is made anew.
func TestAFrozenWriteDoesNotLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent, frozen := 0, true
		n := &notes{intend: func(context.Context) error {
			if frozen {
				frozen = false
				time.Sleep(time.Minute)
			}
			return nil
		}}
		c := sockless(func(int) (*http.Response, error) { sent++; return reply(200, "{}") })
		// The intent is dated before the freeze.
		err := askFor(n.within(t.Context()), t, open(t, c), once)
		if err != nil || sent != 1 || n.story() != "intent 1.1, refused 1.1, intent 1.2, done 1.2" {
			t.Errorf("%v, sent %d times, %q", err, sent, n.story())
		}
	})
}

// A repeated try that grows old while it is written down stays at home.
func TestAWriteThatGrowsOldWhileItIsWrittenDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := 0
		n := &notes{intend: func(context.Context) error {
			if sent > 0 {
				time.Sleep(11 * time.Minute)
			}
			return nil
		}}
		c := sockless(func(int) (*http.Response, error) { sent++; return reply(503, "") })
		err := askFor(n.within(t.Context()), t, open(t, c), repeatable)
		if classOf(err) != call.InDoubt || sent != 1 || n.story() != "intent 1.1, unknown 1.1, intent 1.2, unknown 1.2" {
			t.Errorf("%v, sent %d times, %q", err, sent, n.story())
		}
	})
}

// A refusal of a dead token is written down, too, and asking for a new one is no write.
func TestADeadTokenIsWrittenDown(t *testing.T) {
	n := &notes{}
	v := serve(t, n.noting(func(v *vendor, c net.Conn, req *http.Request, k int) bool {
		if req.URL.Path == "/token" {
			return status("200 OK", "t"+itoa(k))(v, c, req, k)
		}
		if req.Header.Get("X-TOKEN") == "t1" {
			return status("401 Unauthorized", "{}")(v, c, req, k)
		}
		return fine(v, c, req, k)
	}))
	c := withTokens(quick(v.url()))
	if err := askFor(n.within(t.Context()), t, open(t, c), once); err != nil {
		t.Fatal(err)
	}
	if want := "arrived, intent 1.1, arrived, refused 1.1, arrived, intent 1.2, arrived, done 1.2"; n.story() != want {
		t.Errorf("got  %s\nwant %s", n.story(), want)
	}
}

func TestWhatAnEarlierProcessLeft(t *testing.T) {
	now := time.Now()
	left := &call.Intent{K: 1, Try: 2}
	for _, w := range []struct {
		name  string
		prior call.Prior
		op    call.Operation
		story string
		class call.Class
	}{
		{"an answer", call.Prior{Answer: &call.Result{Fate: call.Done, Status: 200, Body: []byte(`{"a":1}`)}}, once, "", ""},
		{"an answer that cannot be read", call.Prior{Answer: &call.Result{Fate: call.Done, Status: 200, Body: []byte(`{"a":`)}}, once, "", call.InDoubt},
		{"a doubt about once", call.Prior{Doubt: left, First: now, Last: true}, once, "", call.InDoubt},
		{"a young last one", call.Prior{Doubt: left, First: now, Last: true}, repeatable, "intent 1.3, arrived, done 1.3", ""},
		{"not the last", call.Prior{Doubt: left, First: now}, repeatable, "", call.InDoubt},
		{"an old one", call.Prior{Doubt: left, First: now.Add(-11 * time.Minute), Last: true}, repeatable, "", call.InDoubt},
		{"one of the future", call.Prior{Doubt: left, First: now.Add(time.Hour), Last: true}, repeatable, "", call.InDoubt},
		{"nothing", call.Prior{}, once, "intent 1.1, arrived, done 1.1", ""},
	} {
		n := &notes{prior: &w.prior}
		v := serve(t, n.noting(fine))
		err := askFor(n.within(t.Context()), t, open(t, quick(v.url())), w.op)
		if classOf(err) != w.class || n.story() != w.story {
			t.Errorf("%s: got %v, %q; want %q, %q", w.name, err, n.story(), w.class, w.story)
		}
	}
}

// What is refused now was perhaps done before.
func TestARefusalAfterADoubtOfAnEarlierProcess(t *testing.T) {
	n := &notes{prior: &call.Prior{Doubt: &call.Intent{K: 1, Try: 1}, First: time.Now(), Last: true}}
	v := serve(t, n.noting(status("400 Bad Request", "{}")))
	err := askFor(n.within(t.Context()), t, open(t, quick(v.url())), repeatable)
	if classOf(err) != call.InDoubt || n.story() != "intent 1.2, arrived, unknown 1.2" {
		t.Errorf("got %v, %q", err, n.story())
	}
}

// "Not found" to a repeated delete was done, and stays so when it is read again.
func TestARecordedNotFound(t *testing.T) {
	n := &notes{prior: &call.Prior{Answer: &call.Result{Fate: call.Done, Status: 404}}}
	v := serve(t, fine)
	req, _ := http.NewRequestWithContext(n.within(t.Context()), http.MethodDelete, v.url().String()+"/x", nil)
	var repeated bool
	err := open(t, quick(v.url())).Do(req, repeatable, func(resp *http.Response) error { repeated = Repeated(resp); return nil })
	if err != nil || !repeated || v.requests() != 0 {
		t.Errorf("got %v, repeated %v, %d requests", err, repeated, v.requests())
	}
}

func TestARehearsalIsNotWrittenDown(t *testing.T) {
	n := &notes{}
	v := serve(t, n.noting(fine))
	if err := askFor(Rehearsal(n.within(t.Context())), t, open(t, quick(v.url())), once); err != nil || n.story() != "arrived" {
		t.Errorf("got %v, %q", err, n.story())
	}
}

func TestTheRoundTripperWritesDown(t *testing.T) {
	n := &notes{}
	v := serve(t, n.noting(fine))
	ctx := call.WithRequest(n.within(t.Context()), call.Request{Operation: once})
	req, _ := http.NewRequestWithContext(ctx, http.MethodPost, v.url().String()+"/x", nil)
	resp, err := open(t, quick(v.url())).RoundTripper().RoundTrip(req)
	if err != nil || resp.StatusCode != 200 || n.story() != "intent 1.1, arrived, done 1.1" {
		t.Errorf("got %v, %q", err, n.story())
	}
}

func TestDialAndOnByte(t *testing.T) {
	n := &notes{}
	v := serve(t, n.noting(fine))
	c := quick(parsed("http://localhost:1"))
	c.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, v.listener.Addr().String())
	}
	c.OnByte = func() { n.add("byte") }
	if err := askFor(n.within(t.Context()), t, open(t, c), once); err != nil {
		t.Fatal(err)
	}
	lines := slices.Compact(n.lines)
	if got := strings.Join(lines, ", "); got != "intent 1.1, byte, arrived, done 1.1" {
		t.Errorf("got %q", got)
	}
}

func TestALongAnswerIsCutInTheRecord(t *testing.T) {
	n := &notes{}
	v := serve(t, n.noting(status("200 OK", `{"a":"`+strings.Repeat("x", keptBytes)+`"}`)))
	if err := askFor(n.within(t.Context()), t, open(t, quick(v.url())), once); err != nil {
		t.Fatal(err)
	}
	if got := len(n.results[0].Body); got != keptBytes {
		t.Errorf("%d bytes are kept", got)
	}
}
