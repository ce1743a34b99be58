package workflow

import (
	"strings"
	"testing"
	"time"
)

func TestChannels(t *testing.T) {
	p, problems := ParseProject([]byte(wholeConfig))
	if len(problems) > 0 || strings.Join(p.Notify.Names(), " ") != "ops hr" {
		t.Fatalf("%v: %s", p.Notify.Names(), told(problems))
	}
	env := map[string]string{"SLACK_HOOK": "https://hooks.example.com/x", "SMTP_PASSWORD": "p"}
	ops, _ := p.Notify.Named("ops")
	if s, err := ops.Settings(lookupIn(env)); err != nil || s.Kind != "slack" || s.URL != "https://hooks.example.com/x" || s.Name != "ops" {
		t.Errorf("got %+v, %v", s, err)
	}
	hr, _ := p.Notify.Named("hr")
	s, err := hr.Settings(lookupIn(env))
	if m := s.Mail; err != nil || s.Kind != "mail" || m.Server != "smtp.example.jp:587" || m.Password != "p" || m.TLS != "starttls" || strings.Join(m.To, " ") != "hr@example.jp" {
		t.Errorf("got %+v, %v", s, err)
	}
	_, err = hr.Settings(lookupIn(nil))
	if problems, _ := err.(Problems); told(problems) != "9:67 channel hr: password needs the environment variable SMTP_PASSWORD, which is not set (add the line SMTP_PASSWORD=… to the file .env beside dandori.yaml)" {
		t.Errorf("got %s", told(problems))
	}
	if _, err = ops.Settings(lookupIn(map[string]string{"SLACK_HOOK": "http://example.com/"})); err == nil || !strings.Contains(err.Error(), "plain http") {
		t.Errorf("an address of a variable is not looked at: %v", err)
	}
	if _, ok := p.Notify.Named("none"); ok {
		t.Error("there is a channel that is not there")
	}
}

func TestTLSOfAMailServer(t *testing.T) {
	for text, want := range map[string]string{
		"server: h:465": "tls", "server: h:25": "starttls", "server: h:25, tls: none": "none", `server: "[::1]:465"`: "tls",
	} {
		p, problems := ParseProject([]byte("notify: { a: { mail: { from: a@b, to: c@d, " + text + " } } }"))
		if len(problems) > 0 {
			t.Fatal(told(problems))
		}
		if s, err := p.Notify[0].Settings(lookupIn(nil)); err != nil || s.Mail.TLS != want {
			t.Errorf("%s: %q, %v", text, s.Mail.TLS, err)
		}
	}
}

func TestWorkersHaveDefaults(t *testing.T) {
	p, _ := ParseProject([]byte("worker: { cpu: 5m }"))
	if w := p.Worker; w.Memory != 1<<30 || time.Duration(w.CPU) != 5*time.Minute || time.Duration(w.Stall) != time.Minute {
		t.Errorf("got %+v", w)
	}
}

func TestNoChannelShowsASecret(t *testing.T) {
	for _, text := range []string{
		"notify:\n  ops: { slack: https://h/canary, x: 1 }", "notify: { ops: { slak: canary } }",
		"notify: { ops: { mail: { server: 'h:1', password: canary, form: x } } }",
		"notify: { ops: { webhook: http://u:canary@h/ } }", "notify: { ops: { webhook: [canary] } }",
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
