package notify

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// outbox is a store of notices in memory, with the meaning that queue.Notices gives it.
type outbox struct {
	mu   sync.Mutex
	last int64
	rows map[int64]*row
	sent []int64
	fail error
}

type row struct {
	queue.Notice
	due time.Time
}

func (o *outbox) add(qs ...queue.Notice) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.rows == nil {
		o.rows = map[int64]*row{}
	}
	for _, q := range qs {
		o.last++
		q.ID = o.last
		o.rows[q.ID] = &row{q, q.At}
	}
}

func (o *outbox) DueNotices(_ context.Context, now time.Time, again time.Duration, limit int) ([]queue.Notice, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fail != nil {
		return nil, o.fail
	}
	var due []queue.Notice
	for id := int64(1); id <= o.last && len(due) < limit; id++ {
		if r := o.rows[id]; r != nil && !r.due.After(now) {
			due = append(due, r.Notice)
			r.due = now.Add(again)
			r.Tries++
		}
	}
	return due, nil
}

func (o *outbox) PutOff(ctx context.Context, id int64, next time.Time) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.rows[id].due = next
	return nil
}

func (o *outbox) Sent(ctx context.Context, id int64) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.rows[id] == nil {
		return fmt.Errorf("notice %d was deleted before", id)
	}
	delete(o.rows, id)
	o.sent = append(o.sent, id)
	return nil
}

func (o *outbox) left() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.rows)
}

// lines are what a notifier logs.
type lines struct {
	mu   sync.Mutex
	text []string
}

func (l *lines) log(level string, t say.Text) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, level+" "+t.En)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.text, "\n")
}

func (l *lines) has(t *testing.T, part string) {
	t.Helper()
	if !strings.Contains(l.String(), part) {
		t.Errorf("the log lacks %q:\n%s", part, l)
	}
}

// hook is a webhook on this machine.
type hook struct {
	url string

	mu     sync.Mutex
	bodies []string
	heads  []http.Header
}

// secretPart stands in every test hook's URL and must be seen nowhere else.
const secretPart = "T0KEN-B0DY-5ECRET"

func newHook(t *testing.T, answer http.HandlerFunc) *hook {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &hook{url: "http://" + listener.Addr().String() + "/hook/" + secretPart}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		h.mu.Lock()
		h.bodies, h.heads = append(h.bodies, string(body)), append(h.heads, r.Header)
		h.mu.Unlock()
		answer(w, r)
	})}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return h
}

func (h *hook) got() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.bodies)
}

func status(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

var tokyo = time.FixedZone("JST", 9*60*60)

func testConfig(lang say.Lang) (Config, *lines) {
	log := &lines{}
	return Config{Lang: lang, Zone: tokyo, Project: "jinji", Store: &outbox{}, Log: log.log}, log
}

var began = time.Date(2026, 11, 19, 21, 0, 3, 0, time.UTC)

func failure(run string) queue.Notice {
	return queue.Notice{
		Occasion: queue.OnFailed, Workflow: "sync-organization", Run: run, At: began, To: "ops",
		Text: say.Text{En: "scripts/sync.ts:12:5: kaonavi answered 400 <InvalidRequest>", Ja: "scripts/sync.ts:12:5: カオナビの応答: 400 <InvalidRequest>"},
	}
}

// samples is one notice of each occasion.
func samples() []queue.Notice {
	skipped := queue.Notice{
		Occasion: queue.OnSkipped, Workflow: "nightly_*_export", At: began, To: "ops",
		Text: say.Text{En: "the run of 06:00 was skipped & run r-7 goes on", Ja: "06:00 の実行を見送りました & 実行 r-7 が続いています"},
		Hint: say.Text{En: "type dandori runs show r-7", Ja: "dandori runs show r-7 で確認してください"},
	}
	all := []queue.Notice{skipped}
	for _, o := range []queue.Occasion{queue.OnFailed, queue.OnInDoubt, queue.OnApproval, queue.OnPaused, queue.OnCancelled, queue.OnSucceeded} {
		q := failure("r-1")
		q.Occasion = o
		all = append(all, q)
	}
	return all
}
