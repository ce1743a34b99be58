package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"dandori/bindings/kaonavi/api"
	"dandori/runtime/call"
)

// TestTheREADMEsShowTheTableOfOperations compares the tables in the READMEs
// with the one that the code uses. DANDORI_WRITE=1 writes them.
func TestTheREADMEsShowTheTableOfOperations(t *testing.T) {
	for name, words := range map[string]tableWords{
		"README.md": {
			head:    "| script | request | effect | counts against | removes | `--ask-vendor` | sure |\n|---|---|---|---|---|---|---|\n",
			effects: map[call.Effect]string{call.Read: "read", call.Repeatable: "repeatable", call.Once: "once"},
			hourly:  "3,000 an hour", updates: "and 5 a minute", removes: "yes", rehearses: "yes",
		},
		"README.ja.md": {
			head:    "| スクリプト | リクエスト | 効果 | 数えられる制限 | 削除 | `--ask-vendor` | 確かさ |\n|---|---|---|---|---|---|---|\n",
			effects: map[call.Effect]string{call.Read: "読み取り", call.Repeatable: "再送可", call.Once: "1 回限り"},
			hourly:  "1 時間 3,000 回", updates: "+ 1 分 5 回", removes: "あり", rehearses: "可",
		},
	} {
		path := "../../" + name
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		const begin, end = "<!-- operations of kaonavi: from the code -->\n", "<!-- /operations -->"
		before, rest, found := strings.Cut(string(raw), begin)
		shown, after, closed := strings.Cut(rest, end)
		want := words.table()
		switch {
		case !found || !closed:
			t.Errorf("%s has no place for the table", name)
		case shown == want:
		case os.Getenv("DANDORI_WRITE") != "":
			if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o644); err != nil {
				t.Error(err)
			}
		default:
			t.Errorf("%s shows another table than the code uses; DANDORI_WRITE=1 go test ./cmd/dandori -run %s writes it", name, t.Name())
		}
	}
}

type tableWords struct {
	head                                string
	effects                             map[call.Effect]string
	hourly, updates, removes, rehearses string
}

func (w tableWords) table() string {
	var b strings.Builder
	b.WriteString(w.head)
	for _, o := range api.Operations() {
		limits := w.hourly
		if o.Of == api.UpdatesClass {
			limits += " " + w.updates
		}
		fmt.Fprintf(&b, "| `%s` | `%s %s` | %s | %s | %s | %s | %s |\n",
			o.Name, o.Method, o.Path, w.effects[o.Effect], limits, when(o.Removes, w.removes), when(o.Rehearses, w.rehearses), o.Sure)
	}
	return b.String()
}

func when(yes bool, word string) string {
	if yes {
		return word
	}
	return ""
}
