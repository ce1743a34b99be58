package notify

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// hooked is a notifier with one channel to h.
func hooked(h *hook, kind Kind) (*Notifier, *outbox, *lines) {
	c, log := testConfig(say.English)
	c.Channels = map[string]Channel{"ops": {Kind: kind, URL: h.url}}
	return New(c), c.Store.(*outbox), log
}

func TestEachHookGetsItsJSON(t *testing.T) {
	for kind, part := range map[Kind]string{
		Slack: `"mrkdwn":false`, Teams: `"contentType":"application/vnd.microsoft.card.adaptive"`,
		GoogleChat: `{"text":"[jinji]`, LineWorks: `"body":{"text":"`, Webhook: `"occasion":"failed"`,
	} {
		h := newHook(t, status(http.StatusAccepted, ""))
		n, store, log := hooked(h, kind)
		store.add(failure("r-1"))
		if err := n.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := h.got()
		if len(got) != 1 || !strings.Contains(got[0], part) || !json.Valid([]byte(got[0])) {
			t.Errorf("%s was sent %q", kind, got)
		}
		if h.heads[0].Get("Content-Type") != "application/json; charset=utf-8" {
			t.Errorf("%s: %v", kind, h.heads[0])
		}
		if store.left() != 0 || log.String() != "" {
			t.Errorf("%s: %d left, log %q", kind, store.left(), log)
		}
	}
}

func TestWhatAnswersMean(t *testing.T) {
	for _, c := range []struct {
		code  int
		body  string
		final bool
		says  string
	}{
		{400, "invalid_payload", true, "400 invalid_payload"},
		{403, "action_prohibited", true, "403 action_prohibited"},
		{404, "", true, "404"},
		{410, "channel_is_archived", true, "410 channel_is_archived"},
		{413, "too much", true, "413"},
		{302, "", true, "302"},
		{408, "", false, "408"},
		{429, "", false, "429"},
		{500, `{"code":"E500","description":"x"}`, false, "500 E500"},
		{502, "<html>Bad gateway " + secretPart, false, "502"},
		{503, secretPart, false, "503"},
		{400, `{"error":{"code":"WorkflowTriggerIsNotEnabled","message":"m"}}`, true, "WorkflowTriggerIsNotEnabled"},
		{400, `{"error":{"code":400,"status":"INVALID_ARGUMENT"}}`, true, "INVALID_ARGUMENT"},
	} {
		h := newHook(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			status(c.code, c.body)(w, r)
		})
		n, store, log := hooked(h, Slack)
		store.add(failure("r-1"))
		if err := n.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if final := store.left() == 0; final != c.final {
			t.Errorf("%d: final %v", c.code, final)
		}
		log.has(t, c.says)
		if len(h.got()) != 1 {
			t.Errorf("%d: asked %d times", c.code, len(h.got()))
		}
		clean(t, log.String())
	}
}

// clean holds a text against what must never stand in one.
func clean(t *testing.T, text string) {
	t.Helper()
	for _, secret := range []string{secretPart, "/hook/", "hunter2", "boss@example.jp"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q stands in: %s", secret, text)
		}
	}
}

func TestNobodyAnswers(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String() + "/hook/" + secretPart
	_ = listener.Close()
	n, store, log := hooked(&hook{url: url}, Teams)
	store.add(failure("r-1"))
	if err := n.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if store.left() != 1 {
		t.Error("the notice is gone")
	}
	log.has(t, "cannot be reached")
	clean(t, log.String())
	err = n.Test(t.Context(), "ops")
	var c *call.Error
	if !errors.As(err, &c) || c.Hint.IsZero() {
		t.Errorf("Test says %v", err)
	}
	clean(t, err.Error())
}

func TestASlowHookIsGivenUp(t *testing.T) {
	let := make(chan struct{})
	h := newHook(t, func(http.ResponseWriter, *http.Request) { <-let })
	defer close(let)
	c, log := testConfig(say.English)
	c.Channels, c.Patience = map[string]Channel{"ops": {Kind: Slack, URL: h.url}}, 30*time.Millisecond
	n := New(c)
	c.Store.(*outbox).add(failure("r-1"))
	if err := n.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	log.has(t, "did not answer in time")
	clean(t, log.String())
}

// garbage speaks no HTTP.
func garbage(t *testing.T, says string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte(says))
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() { _ = listener.Close(); <-done })
	return listener.Addr().String()
}

func TestGarbageIsNoAnswer(t *testing.T) {
	for _, says := range []string{"", "\x00\x01\x02", "HTTP/1.1 two hundred\r\n\r\n", "220 mail.example.jp ESMTP\r\n"} {
		n, store, log := hooked(&hook{url: "http://" + garbage(t, says) + "/hook/" + secretPart}, LineWorks)
		store.add(failure("r-1"))
		if err := n.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if store.left() != 1 {
			t.Errorf("%q: the notice is gone", says)
		}
		clean(t, log.String())
	}
}

func TestTheProxyIsUsed(t *testing.T) {
	proxy := newHook(t, status(http.StatusOK, "ok"))
	c, _ := testConfig(say.English)
	c.Channels = map[string]Channel{"ops": {Kind: Slack, URL: "http://localhost:1/hook"}}
	c.Proxy = func(*http.Request) (*url.URL, error) {
		return url.Parse(strings.TrimSuffix(proxy.url, "/hook/"+secretPart))
	}
	if err := New(c).Test(t.Context(), "ops"); err != nil {
		t.Error(err)
	}
	if len(proxy.got()) != 1 {
		t.Error("the proxy was not asked")
	}
}

func TestCheck(t *testing.T) {
	box := MailBox{Server: "smtp.example.jp:587", From: "dandori <d@example.jp>", To: []string{"a@example.jp", "人事 <b@example.jp>"}}
	with := func(change func(*MailBox)) Channel {
		b := box
		change(&b)
		return Channel{Kind: Mail, Mail: b}
	}
	for _, good := range []Channel{
		{Kind: Slack, URL: "https://hooks.slack.com/services/T/B/x"}, {Kind: Webhook, URL: "http://127.0.0.1:8080/x"},
		{Kind: Webhook, URL: "http://[::1]/x"}, {Kind: Teams, URL: " https://x.japaneast.logic.azure.com:443/workflows/y?sig=z\n"},
		with(func(*MailBox) {}), with(func(b *MailBox) { b.Server = "relay" }), with(func(b *MailBox) { b.TLS = "none" }),
	} {
		if err := good.Check(); err != nil {
			t.Errorf("%+v: %v", good, err)
		}
	}
	for _, bad := range []Channel{
		{}, {Kind: "discord", URL: "https://x/" + secretPart}, {Kind: Slack}, {Kind: Slack, URL: "http://hooks.slack.com/" + secretPart},
		{Kind: Teams, URL: "https://u:p@x/" + secretPart}, {Kind: GoogleChat, URL: "::" + secretPart}, {Kind: Slack, URL: "https:///" + secretPart},
		with(func(b *MailBox) { b.Server = "" }), with(func(b *MailBox) { b.Server = "smtp://x" }), with(func(b *MailBox) { b.Server = "x:port" }), with(func(b *MailBox) { b.Server = "x:0" }),
		with(func(b *MailBox) { b.From = "boss@example.jp@" }), with(func(b *MailBox) { b.To = nil }),
		with(func(b *MailBox) { b.To = []string{"boss@example.jp\nBcc: x@y"} }), with(func(b *MailBox) { b.TLS = "ssl" }),
	} {
		err := bad.Check()
		if err == nil {
			t.Errorf("%+v is taken", bad)
			continue
		}
		clean(t, err.Error())
	}
}

func TestRetryAfter(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"": 0, "30": 30 * time.Second, " 5 ": 5 * time.Second, "-1": 0, "soon": 0, "99999999999999": 0,
		"Thu, 19 Nov 2026 21:01:03 GMT": time.Minute, "Thu, 19 Nov 2020 21:01:03 GMT": 0,
	} {
		if got := retryAfter(value, began); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

func FuzzAnswers(f *testing.F) {
	f.Add([]byte("invalid_payload"), "30")
	f.Add([]byte(`{"error":{"code":"X","status":1},"code":[]}`), "Thu, 19 Nov 2026 21:01:03 GMT")
	f.Add([]byte(`{"error":"sentence"}`), "-0")
	f.Fuzz(func(t *testing.T, body []byte, after string) {
		if w := codeWord(body); w != "" && (len(w) > 60 || strings.ContainsAny(w, " \n/:?=@")) {
			t.Errorf("%q is more than a word", w)
		}
		if d := retryAfter(after, began); d < 0 {
			t.Errorf("%q: %v", after, d)
		}
	})
}

func FuzzCheck(f *testing.F) {
	f.Add("https://hooks.slack.com/services/x", "smtp.example.jp:587", "A <a@example.jp>")
	f.Add("http://127.1/", "[::1]:25", "a@b, c@d")
	f.Fuzz(func(t *testing.T, url, server, address string) {
		if u, err := (Channel{Kind: Slack, URL: url}).address(); err == nil {
			if _, err := http.NewRequest(http.MethodPost, u.String(), nil); err != nil {
				t.Errorf("%q passes and cannot be asked: %v", url, err)
			}
		}
		b := MailBox{Server: server, From: address, To: []string{address}}
		if b.check() != nil {
			return
		}
		c, _ := testConfig(say.English)
		n := New(c)
		if _, err := n.letter(b, b.To, message{Title: "t"}); err != nil {
			t.Errorf("%q passes and is no address for a letter: %v", address, err)
		}
		if _, _, err := n.mailClient(t.Context(), b); err != nil {
			t.Errorf("%q passes and is no server: %v", server, err)
		}
	})
}
