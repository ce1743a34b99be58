package workflow

import (
	"errors"
	"strings"
	"testing"
)

func TestAFormGivesTexts(t *testing.T) {
	outside := func(string) (string, error) { return "", errors.New("typed paths alone") }
	got, err := params(t, declared).Values(Input{
		Form: map[string]string{"count": "12", "force": "", "list": "inbox/a.csv", "mode": "some"}, Typed: []string{"mode=all"}, Path: outside,
	})
	if want := `{"from":"2025-01-01","count":12,"list":"inbox/a.csv","mode":"all"}`; err != nil || string(got) != want {
		t.Errorf("got %s, %v; want %s", got, err, want)
	}
	_, err = params(t, declared).Values(Input{Form: map[string]string{"count": "x", "form": "1"}})
	var wrong *WrongInput
	if !errors.As(err, &wrong) || len(wrong.Problems) != 2 || wrong.Problems[0].Param != "form" || wrong.Problems[1].Param != "count" {
		t.Errorf("each problem names its field: %+v", err)
	}
}

// TestEachDocumentHasItsLines: problems and names stand at the lines of their own document.
func TestEachDocumentHasItsLines(t *testing.T) {
	text := "# several\r\nscript: ../scripts/a.ts\r\nname: one\r\ntimeout: 5\r\n---\r\n# 二つ目\r\nname: two\r\nscript: ../scripts/a.ts\r\non:\r\n  schedule:\r\n    - \"*/33 * * * *\"\r\n---\r\n---\r\nname: three\r\nscript: ../scripts/b.ts\r\n"
	var got []string
	for _, w := range Parse("workflows/a.yaml", []byte(text), scripts) {
		got = append(got, w.Name+" "+told(w.Problems))
		for _, p := range w.Problems {
			if line := strings.Split(text, "\r\n")[p.Line-1]; p.LineText != line {
				t.Errorf("line %d is shown as %q", p.Line, p.LineText)
			}
		}
	}
	want := `one 4:10 "5" is not a duration (write it as 90s, 1h30m or 7d)
two ~11:7 minute: */33 goes up to 33 and begins anew at 0: a step of 27
three 15:9 there is no script scripts/b.ts (did you mean "a.ts"?)`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}
