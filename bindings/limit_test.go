package bindings

import (
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/quota"
	"dandori/runtime/seal"
	"dandori/runtime/store/sqlite"
	"dandori/runtime/transport"
	"dandori/runtime/workflow"
)

func connection(t *testing.T, name string, k workflow.Kind, change func(s *workflow.Settings)) workflow.Settings {
	t.Helper()
	base, err := url.Parse("https://api." + string(k) + ".example/api")
	if err != nil {
		t.Fatal(err)
	}
	s := workflow.Settings{Name: name, Kind: k, BaseURL: base, Key: "consumer key", KeySecret: "consumer secret", APIKey: "api key"}
	change(&s)
	return s
}

// Connections share what binds their key or company, and nothing else.
func TestWhomLimitsBind(t *testing.T) {
	d, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "dandori.db"), Box: seal.NewBox(seal.NewKey())})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	c := Config{Ledger: quota.NewShared(d, clock.Boot), Claimant: quota.Claimant{Run: "run"}}
	for _, pair := range []struct {
		name   string
		kind   workflow.Kind
		change func(s *workflow.Settings)
		shared bool
	}{
		{"another name", workflow.KaonaviV1, func(s *workflow.Settings) { s.Name = "other" }, true},
		{"another secret", workflow.KaonaviV1, func(s *workflow.Settings) { s.KeySecret = "other" }, true},
		{"another key", workflow.KaonaviV1, func(s *workflow.Settings) { s.Key = "other" }, false},
		{"another company", workflow.KaonaviV1, func(s *workflow.Settings) { s.Company = "other" }, false},
		{"another host", workflow.KaonaviV1, func(s *workflow.Settings) { s.BaseURL = &url.URL{Scheme: "https", Host: "x"} }, false},
		{"a sandbox", workflow.KaonaviV1, func(s *workflow.Settings) { s.Sandbox = true }, false},
		{"another name", workflow.Kaonavi, func(s *workflow.Settings) { s.Name = "other" }, true},
		{"another key", workflow.Kaonavi, func(s *workflow.Settings) { s.Key = "other" }, false},
		{"another company", workflow.Kaonavi, func(s *workflow.Settings) { s.Company = "other" }, false},
		{"a sandbox", workflow.Kaonavi, func(s *workflow.Settings) { s.Sandbox = true }, false},
		{"another name", workflow.Sansan, func(s *workflow.Settings) { s.Name = "other" }, true},
		{"another api key", workflow.Sansan, func(s *workflow.Settings) { s.APIKey = "other" }, false},
	} {
		if err := d.Forget(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
		k := kinds()[pair.kind]
		var door transport.Config
		limit(c, k, connection(t, "one", pair.kind, func(*workflow.Settings) {}), &door)
		done, err := door.Ledger.Take(t.Context(), call.Request{Connection: "one"})
		if err != nil {
			t.Fatal(err)
		}
		done(call.Taken{Sent: true})
		other := connection(t, "one", pair.kind, pair.change)
		uses, err := c.Ledger.Ledger(holder(k, other), limits(c, k, other)).Uses(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		// A window of a second may have passed meanwhile.
		if shared := uses[0].Used == 1; shared != pair.shared && uses[0].Limit.Per > time.Second || shared && !pair.shared {
			t.Errorf("%s, %s: shares its limit: %v", pair.kind, pair.name, shared)
		}
		if pair.shared && len(uses[0].Runs) == 1 && uses[0].Runs[0].Run != "run" {
			t.Errorf("used by %+v", uses[0].Runs)
		}
	}
}
