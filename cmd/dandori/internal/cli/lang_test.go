package cli

import (
	"strings"
	"testing"

	"dandori/runtime/say"
)

func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		args, env string
		want      say.Lang
		ok        bool
	}{
		{"list", "", "en", true},
		{"list", "LANG=ja_JP.UTF-8", "ja", true},
		{"list", "LANG=ja_JP.UTF-8 LC_ALL=C", "en", true},
		{"list", "LC_MESSAGES=ja LANG=C", "ja", true},
		{"list", "DANDORI_LANG=ja LANG=C", "ja", true},
		{"list --lang en", "DANDORI_LANG=ja", "en", true},
		{"--lang=ja list", "", "ja", true},
		{"run x -- --lang=ja", "", "en", true},
		{"--lang fr", "", "en", false},
		{"--lang fr", "LANG=ja_JP.UTF-8", "ja", false},
		{"list", "DANDORI_LANG=fr", "en", false},
	} {
		env := map[string]string{}
		for _, pair := range strings.Fields(c.env) {
			name, value, _ := strings.Cut(pair, "=")
			env[name] = value
		}
		e := Env{Args: strings.Fields(c.args), Lookup: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}
		if got, ok := language(e); got != c.want || ok != c.ok {
			t.Errorf("%s %s: %s %v", c.env, c.args, got, ok)
		}
	}
}

func TestTheSystemIsAskedWhereNoVariableSaysIt(t *testing.T) {
	e := Env{Lookup: func(string) (string, bool) { return "", false }, Locale: func() string { return "ja-JP" }}
	if got, _ := language(e); got != say.Japanese {
		t.Errorf("got %s", got)
	}
}

func TestWantsJSON(t *testing.T) {
	for args, want := range map[string]bool{
		"run x --json": true, "--json run x": true, "-C dir run --json": true, "-C run list --json": false,
		"run x": false, "list --json": false, "run x -- --json": false, "": false, "run x --json=true": true,
		"runs resume x --json": true, "runs --json retry x": true, "runs show x --json": false, "runs list --json": false, "runs --json": false,
	} {
		if got := wantsJSON(strings.Fields(args)); got != want {
			t.Errorf("%s: %v", args, got)
		}
	}
}
