package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestTypesComplete has the compiler's language server complete at | in each
// line, as an editor does.
func TestTypesComplete(t *testing.T) {
	t.Parallel()
	project := layoutProject(t)
	editor := openEditor(t, project)
	for line, want := range map[string][]string{
		`kaonavi.members.update([{ code: "E1001", fields: { "|" } }]);`:            {"制服サイズ", "保有スキル", "!携行品確認"},
		`kaonavi.members.update([{ code: "E1001", fields: { "制服サイズ": "|" } }]);`:   {"S", "M", "L", "LL"},
		`kaonavi.members.update([{ code: "E1001", fields: { "保有スキル": ["|"] } }]);`: {"英語", "簿記"},
		`kaonavi.sheet("|");`:                                         {"緊急連絡先", "資格", "評価"},
		`kaonavi.sheet("資格").attachments("|");`:                       {"認定証", "!資格名"},
		`(await kaonavi.sheet(78).list().toArray())[0]!.fields["|"];`: {"続柄", "確認状況", "!資格名"},
	} {
		got := editor.complete(`import { kaonavi } from "dandori/connections";` + "\n" + line)
		for _, name := range want {
			if not, ok := strings.CutPrefix(name, "!"); ok == slices.Contains(got, strings.TrimPrefix(name, "!")) {
				t.Errorf("%s: %q, %v, is completed to %q", line, not, !ok, got)
			}
		}
	}
}

// editor speaks to the language server (the Language Server Protocol, 3.17).
type editor struct {
	t       *testing.T
	project string
	in      io.Writer
	out     *textproto.Reader
	id      int
}

func openEditor(t *testing.T, project string) *editor {
	t.Helper()
	path, err := filepath.Abs(compiler)
	if err != nil {
		t.Fatal(err)
	}
	server := exec.Command("node", path, "--lsp", "--stdio")
	in, err := server.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close(); _ = server.Process.Kill(); _ = server.Wait() })
	e := &editor{t: t, project: project, in: in, out: textproto.NewReader(bufio.NewReader(out))}
	e.ask("initialize", map[string]any{"processId": nil, "rootUri": e.uri(""), "capabilities": map[string]any{}}, nil)
	e.tell("initialized", map[string]any{})
	return e
}

func (e *editor) uri(name string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(e.project, name))}).String()
}

// complete returns what a text may go on with at the | in it.
func (e *editor) complete(text string) (labels []string) {
	e.t.Helper()
	before, after, _ := strings.Cut(text, "|")
	lines := strings.Split(before, "\n")
	document := map[string]any{"uri": e.uri(fmt.Sprintf("scripts/complete%d.ts", e.id)), "languageId": "typescript", "version": 1, "text": before + after}
	e.tell("textDocument/didOpen", map[string]any{"textDocument": document})
	var list struct {
		Items []struct{ Label string }
	}
	e.ask("textDocument/completion", map[string]any{
		"textDocument": map[string]any{"uri": document["uri"]},
		"position":     map[string]any{"line": len(lines) - 1, "character": len([]rune(lines[len(lines)-1]))},
	}, &list)
	e.tell("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": document["uri"]}})
	for _, i := range list.Items {
		labels = append(labels, strings.Trim(i.Label, `"?`))
	}
	return labels
}

func (e *editor) tell(method string, params any) {
	e.t.Helper()
	e.send(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
}

// ask sends a request and waits for its answer; what the server asks meanwhile is answered with nothing.
func (e *editor) ask(method string, params, result any) {
	e.t.Helper()
	e.id++
	e.send(map[string]any{"jsonrpc": "2.0", "id": e.id, "method": method, "params": params})
	for {
		var m struct {
			ID     json.RawMessage
			Method string
			Result json.RawMessage
			Error  json.RawMessage
		}
		e.receive(&m)
		switch {
		case m.Method != "" && m.ID != nil:
			e.send(map[string]any{"jsonrpc": "2.0", "id": m.ID, "result": nil})
		case m.Method == "" && string(m.ID) == strconv.Itoa(e.id):
			if m.Error != nil {
				e.t.Fatalf("%s: %s", method, m.Error)
			}
			if result != nil && json.Unmarshal(m.Result, result) != nil {
				e.t.Fatalf("%s: %s", method, m.Result)
			}
			return
		}
	}
}

func (e *editor) send(m any) {
	e.t.Helper()
	raw, err := json.Marshal(m)
	if err == nil {
		_, err = fmt.Fprintf(e.in, "Content-Length: %d\r\n\r\n%s", len(raw), raw)
	}
	if err != nil {
		e.t.Fatal(err)
	}
}

func (e *editor) receive(m any) {
	e.t.Helper()
	header, err := e.out.ReadMIMEHeader()
	if err != nil {
		e.t.Fatal(err)
	}
	n, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		e.t.Fatal(err)
	}
	raw := make([]byte, n)
	if _, err := io.ReadFull(e.out.R, raw); err != nil {
		e.t.Fatal(err)
	}
	if err := json.Unmarshal(raw, m); err != nil {
		e.t.Fatal(err)
	}
}
