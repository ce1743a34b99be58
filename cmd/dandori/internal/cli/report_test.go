package cli

import (
	"errors"
	"strings"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/compile"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

func TestProblemsArePrintedForPeople(t *testing.T) {
	for _, c := range []struct {
		name string
		p    workflow.Problem
		want string
	}{
		{"all of it", workflow.Problem{File: "a.yaml", Line: 12, Column: 3, LineText: "  kindd: x", Message: say.Raw("wrong"), Hint: say.Raw("do this")},
			"a.yaml:12:3: wrong\n  12 |   kindd: x\n     |   ^\n  → do this\n"},
		{"a file", workflow.Problem{File: ".env", Message: say.Raw("wrong")}, ".env: wrong\n"},
		{"no place", workflow.Problem{Message: say.Raw("wrong")}, "wrong\n"},
		{"control characters", workflow.Problem{Message: say.Raw("a\x1b[2J\r\nb\u009b")}, "a [2J \nb \n"},
		{"warning", workflow.Problem{Message: say.Raw("odd"), Warning: true}, "warning: odd\n"},
	} {
		var b strings.Builder
		printProblem(&b, c.p, say.English)
		if b.String() != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, b.String(), c.want)
		}
	}
}

func TestAnyErrorCanBeReported(t *testing.T) {
	one := workflow.Problem{File: "a", Message: say.Raw("m")}
	for _, c := range []struct {
		err  error
		want string
	}{
		{errors.New("plain"), "plain"},
		{call.New(call.Config, "there are: %s", "x").WithHint("did you mean %q?", "y"), "there are: x|did you mean \"y\"?"},
		{&workflow.WrongInput{Problems: workflow.Problems{one}}, "m"},
		{workflow.Problems{one}, "m"},
		{&compile.Errors{Diagnostics: []compile.Diagnostic{{File: "f", Line: 1, Message: say.Raw("d")}}}, "d"},
		{&usageError{text: say.Raw("u"), hint: say.Raw("h")}, "u|h"},
	} {
		got := reported(c.err)
		if len(got) != 1 {
			t.Fatalf("%v: %v", c.err, got)
		}
		text := got[0].Message.En
		if !got[0].Hint.IsZero() {
			text += "|" + got[0].Hint.En
		}
		if text != c.want {
			t.Errorf("got %s, want %s", text, c.want)
		}
	}
}
