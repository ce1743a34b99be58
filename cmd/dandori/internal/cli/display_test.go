package cli

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
)

func displayOf(out *strings.Builder, a app) *display {
	a.Stderr = out
	if a.Lookup == nil {
		a.Lookup = func(string) (string, bool) { return "", false }
	}
	return a.newDisplay()
}

func TestLogLinesAsJSON(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		d := displayOf(&out, app{})
		d.Log("info", "done", json.RawMessage(`{"b":1,"a":"名刺","level":"mine","deep":{"x":[null]}}`))
		d.Log("debug", "unseen", nil)
		d.Log("odd", "unknown level", nil)
		want := `{"level":"info","time":"` + clock.Now().Format(time.RFC3339) + `","b":1,"a":"名刺","fields.level":"mine","deep":{"x":[null]},"message":"done"}`
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if lines[0] != want {
			t.Errorf("got  %s\nwant %s", lines[0], want)
		}
		if len(lines) != 2 || !strings.Contains(lines[1], `"level":"info"`) {
			t.Errorf("got %s", out.String())
		}
	})
}

func TestLogLinesForPeople(t *testing.T) {
	var out strings.Builder
	d := displayOf(&out, app{logs: "people", level: "debug"})
	d.Log("debug", "done", json.RawMessage(`{"count":1}`))
	if got := out.String(); !strings.Contains(got, "DBG done count=1") || strings.Contains(got, "\x1b") {
		t.Errorf("got %q", got)
	}
}

func TestIdeographicSpacesStayWhatTheyAre(t *testing.T) {
	var out strings.Builder
	d := displayOf(&out, app{logs: "people"})
	d.Log("info", "done", json.RawMessage(`{"file":"inbox/名簿　①.csv","two":"a\nb","n":1,"quoted":"\"x\""}`))
	if got := out.String(); !strings.HasSuffix(got, `file="inbox/名簿　①.csv" n=1 quoted="\"x\"" two="a\nb"`+"\n") {
		t.Errorf("got %q", got)
	}
}

func TestColoursOnlyOnATerminalThatWantsThem(t *testing.T) {
	for _, noColor := range []bool{false, true} {
		var out strings.Builder
		d := displayOf(&out, app{Env: Env{Terminal: true, Lookup: func(name string) (string, bool) {
			return "1", noColor && name == "NO_COLOR"
		}}})
		d.Log("info", "done", nil)
		if got := strings.Contains(out.String(), "\x1b["); got == noColor {
			t.Errorf("NO_COLOR %v: %q", noColor, out.String())
		}
	}
}

func TestAWorkerOfATerminalHasItsColours(t *testing.T) {
	for _, colours := range []bool{false, true} {
		var out strings.Builder
		d := displayOf(&out, app{logs: "people", colours: colours, Env: Env{Lookup: func(string) (string, bool) { return "", false }}})
		d.Log("info", "done", nil)
		if got := strings.Contains(out.String(), "\x1b["); got != colours {
			t.Errorf("colours %v: %q", colours, out.String())
		}
	}
}

func TestTheBarStandsBelowTheLog(t *testing.T) {
	var out strings.Builder
	d := displayOf(&out, app{Env: Env{Terminal: true}})
	d.Progress("cards", 10, 40)
	if !strings.Contains(out.String(), "cards") || !strings.Contains(out.String(), "10/40") {
		t.Errorf("no bar: %q", out.String())
	}
	out.Reset()
	d.Log("info", "a line", nil)
	line := strings.Index(out.String(), "a line")
	if bar := strings.LastIndex(out.String(), "cards"); line < 0 || bar < line {
		t.Errorf("the bar is not drawn again: %q", out.String())
	}
	d.Progress("more than all", 50, 40)
	d.Progress("unknown", 3, 0)
	d.Close()
	out.Reset()
	d.Progress("cards", 1, 2)
	if out.Len() > 0 {
		t.Errorf("a bar after the end: %q", out.String())
	}
}

func TestABarThatIsTickedForEveryCardIsDrawnNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		d := displayOf(&out, app{Env: Env{Terminal: true}})
		for i := range int64(1000) {
			d.Progress("cards", i, 0)
		}
		if n := strings.Count(out.String(), "cards"); n != 1 {
			t.Errorf("drawn %d times in no time", n)
		}
		time.Sleep(redraw)
		d.Progress("cards", 1000, 0)
		if n := strings.Count(out.String(), "cards"); n != 2 || !strings.Contains(out.String(), "1000") {
			t.Errorf("drawn %d times: %q", n, out.String())
		}
		d.Close()
	})
}

func TestAWaitIsCountedDownInPlaceOfTheBar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		d := displayOf(&out, app{Env: Env{Terminal: true}})
		d.Progress("cards", 1, 3)
		d.Wait(clock.Now().Add(3*time.Second), "制限を待っています")
		d.Progress("cards", 2, 3)
		d.Log("info", "a line", nil)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		for _, want := range []string{"(3s)", "(2s)", "(1s)"} {
			if !strings.Contains(out.String(), "制限を待っています "+want) {
				t.Errorf("no %s: %q", want, out.String())
			}
		}
		if !strings.Contains(out.String(), "(2/3)") {
			t.Errorf("the bar does not come back: %q", out.String())
		}
		d.Wait(clock.Now().Add(time.Hour), "long")
		d.Close()
		time.Sleep(2 * time.Second)
		synctest.Wait()
	})
}

func TestAWaitThatEndsEarlyOrForAPersonHasNoCountdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		d := displayOf(&out, app{Env: Env{Terminal: true}})
		d.Wait(clock.Now().Add(time.Minute), "制限を待っています")
		d.Wait(time.Time{}, "")
		out.Reset()
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if out.Len() > 0 {
			t.Errorf("drawn after its end: %q", out.String())
		}
		d.Wait(call.SomeDay(), "承認を待っています")
		if !strings.HasSuffix(out.String(), "承認を待っています") {
			t.Errorf("got %q", out.String())
		}
		d.Close()
		time.Sleep(2 * time.Second)
		synctest.Wait()
	})
}

func TestLongWaitsAreLoggedWithoutATerminal(t *testing.T) {
	var out strings.Builder
	d := displayOf(&out, app{})
	d.Progress("cards", 1, 2)
	d.Wait(clock.Now().Add(time.Second), "short")
	if out.Len() > 0 {
		t.Errorf("got %q", out.String())
	}
	d.Wait(clock.Now().Add(time.Hour), "long")
	if !strings.Contains(out.String(), "long") || !strings.Contains(out.String(), "until") {
		t.Errorf("got %q", out.String())
	}
	out.Reset()
	d.Wait(call.SomeDay(), "a person")
	if !strings.Contains(out.String(), "a person") || strings.Contains(out.String(), "until") {
		t.Errorf("got %q", out.String())
	}
}
