package notify

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test -update writes it anew):\n%s", path, got)
	}
}

func pretty(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func (n *Notifier) bodies(m message) map[Kind]any {
	return map[Kind]any{
		Slack: slackBody(m), Teams: teamsBody(m), GoogleChat: googleChatBody(m),
		LineWorks: lineWorksBody(m), Webhook: n.plainBody(m),
	}
}

func TestMessages(t *testing.T) {
	for _, lang := range []say.Lang{say.English, say.Japanese} {
		c, _ := testConfig(lang)
		n := New(c)
		var text strings.Builder
		for _, q := range samples() {
			m := n.compose(q)
			fmt.Fprintf(&text, "== %s ==\n%s\n%s\n\n", q.Occasion, m.Title, m.body())
		}
		m := n.digest(storm(12))
		fmt.Fprintf(&text, "== digest ==\n%s\n%s\n\n", m.Title, m.body())
		m = n.testMessage(began)
		fmt.Fprintf(&text, "== test ==\n%s\n%s\n", m.Title, m.body())
		golden(t, "messages_"+string(lang)+".golden", text.String())
	}
}

func TestBodies(t *testing.T) {
	c, _ := testConfig(say.Japanese)
	n := New(c)
	bodies := n.bodies(n.compose(samples()[0]))
	for _, kind := range []Kind{Slack, Teams, GoogleChat, LineWorks, Webhook} {
		golden(t, string(kind)+".golden", pretty(t, bodies[kind]))
	}
}

// storm is count notices of several workflows, some of them in doubt.
func storm(count int) []queue.Notice {
	var qs []queue.Notice
	for i := range count {
		q := failure(fmt.Sprintf("r-%d", i+1))
		if i%4 == 3 {
			q.Occasion, q.Workflow = queue.OnInDoubt, "import-cards"
		}
		qs = append(qs, q)
	}
	return qs
}

// Vendors refuse what is too long, so everything has a bound, however long what it is made of.
func TestEverythingHasABound(t *testing.T) {
	c, _ := testConfig(say.Japanese)
	c.Project = strings.Repeat("人事", 100)
	n := New(c)
	long := failure(strings.Repeat("r", 100))
	long.Workflow = strings.Repeat("組織&", 5_000)
	long.Text = say.Raw(strings.Repeat("長い<文>", 50_000))
	long.Hint = long.Text
	many := storm(500)
	for i := range many {
		many[i].Workflow, many[i].Text = long.Workflow, long.Text
	}
	most := map[Kind]int{Slack: 120_000, Teams: 27_000, GoogleChat: 32_000, LineWorks: 3_500, Webhook: 1_000_000}
	for _, m := range []message{n.compose(long), n.digest(many)} {
		for kind, body := range n.bodies(m) {
			text, err := json.Marshal(body)
			if err != nil || !utf8.Valid(text) {
				t.Errorf("%s: %v", kind, err)
			}
			if plain := pretty(t, body); len(plain) > most[kind] {
				t.Errorf("%s: %d bytes", kind, len(plain))
			}
		}
	}
}

func TestNobodyIsCalledByAMessage(t *testing.T) {
	c, _ := testConfig(say.English)
	n := New(c)
	q := failure("r-1")
	q.Text = say.Raw("<!channel> <@U1> <users/all> **bold**")
	m := n.compose(q)
	for kind, bad := range map[Kind]string{Slack: "<!channel>", GoogleChat: "<users/all>"} {
		if text := pretty(t, n.bodies(m)[kind]); strings.Contains(text, bad) {
			t.Errorf("%s carries %s:\n%s", kind, bad, text)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		in, want string
		most     int
	}{
		{"", "", 3}, {"abc", "abc", 3}, {"abcd", "ab…", 3}, {"組織図", "組織図", 3}, {"組織図案", "組織…", 3}, {"a", "a", 1}, {"ab", "…", 1},
	} {
		if got := cut(c.in, c.most); got != c.want {
			t.Errorf("cut(%q, %d) = %q, want %q", c.in, c.most, got, c.want)
		}
	}
}
