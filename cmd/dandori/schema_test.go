package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandori/cmd/dandori/internal/cli"
)

// TestInitFitsItsSchemas has a real validator check what init writes, by the
// schema that each file's first line names, in each language.
func TestInitFitsItsSchemas(t *testing.T) {
	for _, lang := range []string{"en", "ja"} {
		dir := t.TempDir()
		code := cli.Run(cli.Env{
			Args: []string{"--lang", lang, "init", "."}, Dir: dir, Stdout: io.Discard, Stderr: os.Stderr,
			Lookup:  func(string) (string, bool) { return "", false },
			SetZone: func(*time.Location) {},
		})
		if code != 0 {
			t.Fatalf("init ended with %d", code)
		}
		for _, name := range []string{"dandori.yaml", "workflows/export-cards.yaml"} {
			text := read(t, filepath.Join(dir, name))
			first, _, _ := strings.Cut(text, "\n")
			schema, ok := strings.CutPrefix(first, "# yaml-language-server: $schema=")
			if !ok {
				t.Fatalf("%s begins with %s", name, first)
			}
			schema = read(t, filepath.Join(dir, filepath.Dir(name), schema))
			if said := judge(t, schema, text); said != "" {
				t.Errorf("%s in %s: %s", name, lang, said)
			}
			if said := judge(t, schema, text+"nothing: 1\n"); !strings.Contains(said, "additional") {
				t.Errorf("%s: an unknown key is taken: %q", name, said)
			}
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// judge returns what the validator finds wrong with a text, "" for nothing.
func judge(t *testing.T, schema, text string) string {
	t.Helper()
	in, err := json.Marshal(map[string]any{
		"schemas": map[string]json.RawMessage{"it": json.RawMessage(schema)},
		"cases":   []map[string]string{{"schema": "it", "text": text}},
	})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "../../.ci/node/validate.mjs")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the validator does not run (make test installs it): %v", err)
	}
	var said []string
	if err := json.Unmarshal(out, &said); err != nil || len(said) != 1 {
		t.Fatalf("%s, %v", out, err)
	}
	return said[0]
}
