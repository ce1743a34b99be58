package workflow

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"dandori/runtime/say"
)

// told lists problems as "line:column message (hint)", warnings with a ~ before.
func told(problems Problems) string {
	var b strings.Builder
	for _, p := range problems {
		mark := ""
		if p.Warning {
			mark = "~"
		}
		fmt.Fprintf(&b, "%s%d:%d %s", mark, p.Line, p.Column, p.Message.En)
		if !p.Hint.IsZero() {
			fmt.Fprintf(&b, " (%s)", p.Hint.En)
		}
		b.WriteString("\n")
	}
	return strings.TrimSpace(b.String())
}

const wholeConfig = `timezone: Asia/Tokyo
store: .dandori/dandori.db
concurrency: 8
keep: { succeeded: 30d, failed: 1y }
worker: { memory: 512MiB, cpu: 10m, stall: 30s }
notify:
  ops: { slack: "${SLACK_HOOK}" }
  hr:
    mail: { server: smtp.example.jp:587, user: dandori, password: "${SMTP_PASSWORD}", from: dandori@example.jp, to: [hr@example.jp], tls: starttls }
connections:
  sansan:
    kind: sansan
    apiKey: ${SANSAN_API_KEY}
    appId: ${APP}
    baseURL: http://127.0.0.1:8080/sansan/
    version: v2.3
    limits: [{ requests: 10, per: 1s }]
    share: 80%
    pace: full
    proxy: none
    ca: certs/${CORP}.pem
    maxResponse: 64MiB
  kaonavi:
    kind: kaonavi
    consumerKey: ${K}
    consumerSecret: ${S}
    company: acme
    limits: [{ requests: 3000, per: 1h }, { requests: 5, per: 1m, of: updates }]
  kaonavi-v1: { kind: kaonavi-v1, version: v1.2, sandbox: true }
`

func TestEveryKeyOfTheDesignIsRead(t *testing.T) {
	p, problems := ParseProject([]byte(wholeConfig))
	if got := told(problems); got != "" {
		t.Fatalf("problems:\n%s", got)
	}
	if p.Concurrency != 8 || p.Keep.Failed != Age(365*24*time.Hour) || p.Timezone.String() != "Asia/Tokyo" {
		t.Errorf("got %+v", p)
	}
	if got := strings.Join(p.Connections.Names(), " "); got != "sansan kaonavi kaonavi-v1" {
		t.Errorf("order: %s", got)
	}
	env := map[string]string{"SANSAN_API_KEY": "k", "APP": "a", "CORP": "corp"}
	sansan, _ := p.Connections.Named("sansan")
	s, err := sansan.Settings(lookupIn(env))
	if err != nil {
		t.Fatal(err)
	}
	if s.APIKey != "k" || s.AppID != "a" || s.CA != "certs/corp.pem" || s.BaseURL.String() != "http://127.0.0.1:8080/sansan" ||
		s.Share != 0.8 || s.Pace != "full" || s.Proxy != "none" || s.MaxResponse != 64<<20 || s.Limits[0].Requests != 10 {
		t.Errorf("got %+v", s)
	}
	v1, _ := p.Connections.Named("kaonavi-v1")
	if v1.Export() != "kaonaviV1" || !v1.Sandbox {
		t.Errorf("got %+v", v1)
	}
	if s, err := v1.Settings(lookupIn(nil)); err != nil || s.Share != 1 || s.Pace != "safe" || s.BaseURL.String() != "https://api.kaonavi.jp/api" {
		t.Errorf("defaults: %+v, %v", s, err)
	}
}

func lookupIn(env map[string]string) Lookup {
	return func(name string) (string, bool) { v, ok := env[name]; return v, ok }
}

var wrongProjects = []struct{ name, text, want string }{
	{"unknown key", "timezon: Asia/Tokyo", `1:1 unknown key "timezon" (did you mean "timezone"?)`},
	{"unknown key of a connection", "connections:\n  s: { kind: sansan, sandbox: true, shares: 80% }", `2:37 unknown key "shares" (did you mean "share"?)`},
	{"a key of another kind", "connections:\n  s: { kind: kaonavi, apiKey: x, sandbox: true }",
		`2:23 unknown key "apiKey" (known here: kind, version, sandbox, baseURL, limits, share, pace, proxy, ca, maxResponse, consumerKey, consumerSecret, company)`},
	{"twice", "concurrency: 1\nconcurrency: 2", `2:1 "concurrency" stands here twice, first in line 1`},
	{"not a number", "concurrency: many", `1:14 expected a whole number, not "many"`},
	{"zero", "concurrency: 0", "1:14 0 is less than 1"},
	{"no value", "timezone:", ``},
	{"zone", "timezone: Asia/Tokio", `1:11 unknown time zone "Asia/Tokio" (did you mean "Asia/Tokyo"?)`},
	{"this machine's zone", "timezone: Local", `1:11 unknown time zone "Local" (write a zone of the IANA list, as Asia/Tokyo)`},
	{"kind", "connections:\n  s: { kind: sansam, sandbox: true }", `2:14 unknown value "sansam" (did you mean "sansan"?)`},
	{"no kind", "connections:\n  s: { sandbox: true }", `2:3 connection "s" has no kind (add kind: with one of sansan, kaonavi, kaonavi-v1)`},
	{"no key", "connections:\n  s: { kind: sansan }",
		`2:3 connection "s" has no apiKey (add apiKey: ${NAME} with the variable in .env, or sandbox: true to practise without the vendor)`},
	{"literal", "connections:\n  s: { kind: sansan, apiKey: abc }",
		`~2:30 apiKey stands in the file as it is, where everybody who has the project reads it (write ${NAME} and keep the key in .env)`},
	{"a key of digits", "connections:\n  s: { kind: sansan, apiKey: 0123 }",
		`2:30 this key is not a text (put it in quotes, or better: write ${NAME} and keep it in .env)`},
	{"variable", "connections:\n  s: { kind: sansan, apiKey: '${A B}' }",
		`2:30 "A B" is not the name of an environment variable (write ${NAME}, with letters, digits and _)`},
	{"open variable", "connections:\n  s: { kind: sansan, apiKey: '${A' }", "2:30 ${ is not closed by }"},
	{"key beside sandbox", "connections:\n  s: { kind: sansan, apiKey: '${A}', sandbox: true }", "~2:30 apiKey is not used: the connection is on the sandbox"},
	{"version", "connections:\n  s: { kind: kaonavi-v1, version: v1.3, sandbox: true }", `2:35 kaonavi-v1 has no version "v1.3" (known here: v1.0, v1.1, v1.2)`},
	{"name", "connections:\n  Sansan: { kind: sansan, sandbox: true }", `2:3 "Sansan" cannot name a connection (use small letters, digits and -, as kaonavi-v1)`},
	{"reserved name", "connections:\n  default: { kind: sansan, sandbox: true }",
		`2:3 "default" cannot name a connection (scripts import it by that name, and it is a word of JavaScript; choose another one, as my-default)`},
	{"names", "connections:\n  a-1b: { kind: sansan, sandbox: true }\n  a1b: { kind: sansan, sandbox: true }", `3:3 scripts would know "a1b" and "a-1b" by one name, a1b`},
	{"plain http", "connections:\n  s: { kind: sansan, sandbox: true, baseURL: http://example.com }",
		"2:46 baseURL is plain http: keys would cross the network unencrypted; only https, or http to this machine (127.0.0.1), is taken"},
	{"address", "connections:\n  s: { kind: sansan, sandbox: true, baseURL: example.com }", "2:46 baseURL is not an address such as https://api.example.com"},
	{"user in the address", "connections:\n  s: { kind: sansan, sandbox: true, baseURL: 'https://u:p@example.com' }", "2:46 baseURL takes no user, no ? and no #"},
	{"share", "connections:\n  s: { kind: sansan, sandbox: true, share: 120% }", "2:44 120% is not between 0% and 100%"},
	{"share without %", "connections:\n  s: { kind: sansan, sandbox: true, share: 0.8 }", `2:44 expected a share such as 80%, not "0.8"`},
	{"pace", "connections:\n  s: { kind: sansan, sandbox: true, pace: fast }", `2:43 unknown value "fast" (known here: safe, full)`},
	{"limit", "connections:\n  s: { kind: sansan, sandbox: true, limits: [{ requests: 10 }] }", "2:46 a limit needs requests and per (write it as { requests: 10, per: 1s })"},
	{"limit of nothing", "connections:\n  s: { kind: sansan, sandbox: true, limits: [{ requests: 10, per: 1s, of: updates }] }", `2:46 sansan has no limit of "updates" (leave out of: its limits count every request)`},
	{"limit of a misspelt class", "connections:\n  s:\n    kind: kaonavi\n    sandbox: true\n    limits:\n      - { requests: 3000, per: 1h }\n      - { requests: 5, per: 1m, of: update }", `7:9 kaonavi has no limit of "update" (did you mean "updates"?)`},
	{"limit's time", "connections:\n  s: { kind: sansan, sandbox: true, limits: [{ requests: 10, per: 1 }] }",
		"2:67 \"1\" is not a duration (write it as 90s, 1h30m or 7d)\n2:46 a limit needs requests and per (write it as { requests: 10, per: 1s })"},
	{"size", "connections:\n  s: { kind: sansan, sandbox: true, maxResponse: 5 }", `2:50 expected a size such as 512MiB, not "5"`},
	{"store", "store: mysql://u:p@h/d", "1:8 a store is a file or postgres://…, not mysql://"},
	{"age", "keep: { succeeded: 30 }", `1:20 "30" is not a duration (write it as 90s, 1h30m or 7d)`},
	{"alias", "a: &x 1\ntimezone: *x", "1:1 unknown key \"a\" (known here: timezone, store, concurrency, keep, worker, notify, connections)\n2:11 anchors and aliases (*x) are not read here (write the value out)"},
	{"a list", "- a", "1:1 expected keys and values, not a list"},
	{"connections as a list", "connections: [a]", "1:14 expected keys and values, not a list"},
	{"a connection as a word", "connections: { s: sansan }", `1:19 expected keys and values such as kind: sansan, not "sansan"`},
	{"channel of two kinds", "notify: { a: { slack: '${A}', teams: '${B}' } }", `1:11 channel "a" is slack, teams at once: each has one kind`},
	{"channel of none", "notify: { a: {} }", `1:11 channel "a" says nothing (add one of slack, teams, googlechat, lineworks, webhook, mail)`},
	{"channel's kind", "notify: { a: { slak: '${A}' } }", `1:16 unknown key "slak" (did you mean "slack"?)`},
	{"channel's name", "notify: { A: { slack: '${A}' } }", `1:11 "A" cannot name a channel (use small letters, digits and -, as ops)`},
	{"channel as a word", "notify: { a: slack }", `1:14 expected keys and values such as slack: ${SLACK_HOOK}, not "slack"`},
	{"hook", "notify: { a: { slack: hooks } }", "1:23 this is not the address of a webhook, as https://hooks.example.com/…"},
	{"hook without a value", "notify: { a: { slack: } }", "1:23 slack has no value"},
	{"mail without addresses", "notify: { a: { mail: { server: 'h:1' } } }",
		"1:22 mail has no from (write it as { server: smtp.example.jp:587, from: dandori@example.jp, to: [ops@example.jp] })\n1:22 mail has no to (write it as { server: smtp.example.jp:587, from: dandori@example.jp, to: [ops@example.jp] })"},
	{"mail server", "notify: { a: { mail: { server: h, from: a@b, to: c@d } } }", `1:32 "h" is not a server such as smtp.example.jp:587`},
	{"half a login", "notify: { a: { mail: { server: 'h:1', from: a@b, to: c@d, user: u } } }", "1:22 user and password belong together"},
	{"tls", "notify: { a: { mail: { server: 'h:1', from: a@b, to: c@d, tls: ssl } } }", `1:64 unknown value "ssl" (known here: starttls, tls, none)`},
	{"literal hook", "notify: { a: { slack: 'https://h/x' } }", "~1:23 slack stands in the file as it is, where everybody who has the project reads it (write ${NAME} and keep the key in .env)"},
	{"worker", "worker: { memory: 1G }", `1:19 expected a size such as 512MiB, not "1G"`},
	{"two documents", "concurrency: 1\n---\nconcurrency: 2", "3:1 dandori.yaml holds one document, without ---"},
	{"syntax", "timezone: [", "1:1 this is not YAML: did not find expected node content"},
	{"tab", "connections:\n\ts: 1", "2:1 this is not YAML: found character that cannot start any token (indent with spaces: YAML takes no tabs)"},
	{"full-width colon", "timezone：Asia/Tokyo\nstore: a", "2:1 this is not YAML: mapping values are not allowed in this context (there is a full-width colon (：) here: YAML wants \": \")"},
	{"variable in braces", "connections:\n  s: { kind: sansan, apiKey: ${KEY} }", "1:1 this is not YAML: did not find expected ',' or '}' (inside { } put the variable in quotes: \"${NAME}\")"},
	{"not UTF-8", "timezone: \x93\xfa\x96{", "0:1 the file is not UTF-8 text (save it with the encoding UTF-8)"},
	{"after characters of four bytes", "keep: { succeeded: 30d, \"𠮷\": 1 }", `1:25 unknown key "𠮷" (known here: succeeded, failed)`},
	{"column in UTF-16 units", "{ \"𠮷\": 1, timezon: x }", "1:3 unknown key \"𠮷\" (known here: timezone, store, concurrency, keep, worker, notify, connections)\n1:12 unknown key \"timezon\" (did you mean \"timezone\"?)"},
}

func TestWhatIsWrongInTheConfigIsNamedWithItsPlace(t *testing.T) {
	for _, c := range wrongProjects {
		t.Run(c.name, func(t *testing.T) {
			_, problems := ParseProject([]byte(c.text))
			if got := told(problems); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestAMissingVariableIsAnErrorOfTheConnectionInUse(t *testing.T) {
	p, _ := ParseProject([]byte(wholeConfig))
	kaonavi, _ := p.Connections.Named("kaonavi")
	_, err := kaonavi.Settings(lookupIn(map[string]string{"K": "key", "S": ""}))
	problems, ok := err.(Problems)
	if !ok || len(problems) != 1 {
		t.Fatalf("got %v", err)
	}
	want := `26:21 connection kaonavi: consumerSecret needs the environment variable S, which is not set (add the line S=… to the file .env beside dandori.yaml, or write sandbox: true to practise without the vendor)`
	if got := told(problems); got != want || problems[0].File != ConfigFile {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := say.In(err, say.Japanese); !strings.Contains(got, "環境変数 S が設定されていません") {
		t.Errorf("in Japanese: %s", got)
	}
}

func TestPractice(t *testing.T) {
	if c, ok := Practice("kaonavi-v1"); !ok || !c.Sandbox || c.Version != "v1.2" || c.Kind != KaonaviV1 {
		t.Errorf("got %+v, %v", c, ok)
	}
	if c, ok := Practice("acme"); ok {
		t.Errorf("got %+v", c)
	}
}

func TestAnAddressFromAVariableIsCheckedWhenUsed(t *testing.T) {
	p, problems := ParseProject([]byte("connections:\n  s: { kind: sansan, sandbox: true, baseURL: \"${U}\" }"))
	if len(problems) > 0 {
		t.Fatal(told(problems))
	}
	_, err := p.Connections[0].Settings(lookupIn(map[string]string{"U": "http://192.168.0.1"}))
	if err == nil || !strings.Contains(err.Error(), "plain http") {
		t.Errorf("got %v", err)
	}
}

func TestLinesAreShownWithoutSecrets(t *testing.T) {
	for _, line := range []string{
		"  apiKey: canary", "  apikye: canary", "  s: { kind: sansan, apiKey: 'canary', shar: 1 }", "proxy: http://u:canary@h", "consumerSecret: \"a canary\"", "store: mysql://u:p@canary",
	} {
		if got := starred(line); strings.Contains(got, "canary") && !strings.HasPrefix(line, "store") {
			t.Errorf("%s is shown as %s", line, got)
		}
	}
	if got := starred("  s: { kind: sansan, apiKey: ${KEY}, pace: fast }"); got != "  s: { kind: sansan, apiKey: ${KEY}, pace: fast }" {
		t.Errorf("stars where no secret is: %s", got)
	}
}

func TestNoProblemShowsASecret(t *testing.T) {
	for _, text := range []string{
		"connections:\n  s: { kind: sansan, apiKey: canary, shar: 1 }",
		"connections:\n  s:\n    kind: sansan\n    apikye: canary\n",
		"connections:\n  s:\n    kind: sansan\n    apiKey: [canary]\n",
		"connections:\n  s: { kind: sansan, sandbox: true, baseURL: 'https://u:canary@example.com' }",
		"connections:\n  s: { kind: sansan, sandbox: true, proxy: 'http://u:canary@h', paec: safe }",
		"connections:\n  s: { kind: kaonavi, consumerKey: \"canary\n",
	} {
		_, problems := ParseProject([]byte(text))
		if len(problems) == 0 {
			t.Errorf("nothing is wrong with %s", text)
		}
		for _, p := range problems {
			if strings.Contains(p.LineText+p.Message.En+p.Message.Ja+p.Hint.En, "canary") {
				t.Errorf("%s\nshows %+v", text, p)
			}
		}
	}
}

func TestDotenv(t *testing.T) {
	files := fstest.MapFS{".env": {Data: []byte("\ufeff# keys\nA=1\nexport B='two words'\nC=from file\n")}}
	lookup, err := WithDotenv(files, lookupIn(map[string]string{"C": "from environment"}))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"A": "1", "B": "two words", "C": "from environment"} {
		if got, ok := lookup(name); got != want || !ok {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if _, ok := lookup("D"); ok {
		t.Error("D is set")
	}
}

func TestABrokenDotenvNamesTheLineAndNoSecret(t *testing.T) {
	files := fstest.MapFS{".env": {Data: []byte("A=1\nSANSAN KEY canary\n")}}
	_, err := WithDotenv(files, lookupIn(nil))
	problems, ok := err.(Problems)
	if !ok || problems[0].Line != 2 || strings.Contains(err.Error(), "canary") {
		t.Errorf("got %v", err)
	}
}

func TestFind(t *testing.T) {
	if _, ok := Find(t.TempDir()); ok {
		t.Error("found a project in an empty folder")
	}
}

func FuzzParseProject(f *testing.F) {
	f.Add(wholeConfig)
	f.Add("connections: {s: {kind: sansan, apiKey: [a], limits: {requests: 1}}}")
	f.Fuzz(func(t *testing.T, text string) {
		p, problems := ParseProject([]byte(text))
		if p == nil || p.Timezone.Location == nil || p.Concurrency < 0 {
			t.Fatalf("no usable project: %+v", p)
		}
		placed(t, text, problems)
		for _, c := range p.Notify {
			if s, err := c.Settings(lookupIn(nil)); err == nil && s.Kind == "" && len(problems.Errors()) == 0 {
				t.Fatal("a channel of no kind")
			}
		}
		for _, c := range p.Connections {
			_, _ = c.Settings(lookupIn(nil))
			if c.Export() == "" {
				t.Fatal("a connection without a name")
			}
		}
	})
}

// placed fails when a problem points outside its text or says nothing.
func placed(t *testing.T, text string, problems Problems) {
	t.Helper()
	lines := strings.Count(yamlBreaks.Replace(text), "\n") + 1
	for _, p := range problems {
		if p.Line < 0 || p.Line > lines || p.Column < 0 || p.Message.IsZero() || p.File == "" {
			t.Fatalf("badly placed: %+v", p)
		}
	}
}

func FuzzDotenv(f *testing.F) {
	f.Add("A=1\nB=\"x\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := parseDotenv([]byte(text))
		if problems, ok := err.(Problems); err != nil && (!ok || len(problems) != 1) {
			t.Fatalf("got %v", err)
		}
	})
}
