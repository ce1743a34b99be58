package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"dandori/runtime/call"
	"dandori/runtime/clock"
)

// countdown is one wait, shown with the time that is left.
type countdown struct {
	until time.Time
	why   string
	width int // of what stands on the terminal
}

func (c *countdown) draw(w io.Writer) {
	text := c.why
	if !c.until.Equal(call.SomeDay()) { // nobody knows when a person comes
		text = fmt.Sprintf("%s (%s)", c.why, max(0, c.until.Sub(clock.Now())).Round(time.Second))
	}
	c.width = uniseg.StringWidth(text)
	_, _ = fmt.Fprint(w, "\r", text)
}

func (c *countdown) clear(w io.Writer) {
	_, _ = fmt.Fprint(w, "\r", strings.Repeat(" ", c.width), "\r")
	c.width = 0
}

// Wait says that the run waits until then, and for what: on a terminal with a
// countdown, else in the log when it is long. A zero until says that it goes on.
func (d *display) Wait(until time.Time, why string) {
	if !d.live {
		if until.Sub(clock.Now()) >= 10*time.Second {
			d.Log("info", why, untilField(until))
		}
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hide()
	d.wait = nil
	if !until.IsZero() {
		d.wait = &countdown{until: until, why: why}
	}
	d.show()
	if d.wait != nil && !d.ticking {
		d.ticking = true
		clock.AfterFunc(time.Second, d.tick)
	}
}

// untilField is the field of a log line that says how long something lasts;
// nothing where nobody knows.
func untilField(t time.Time) json.RawMessage {
	if t.Equal(call.SomeDay()) {
		return nil
	}
	return json.RawMessage(`{"until":"` + t.Local().Format(time.RFC3339) + `"}`)
}

// tick draws the countdown anew each second, until its time has come.
func (d *display) tick() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ticking = false
	if d.wait == nil {
		return
	}
	d.hide()
	if clock.Now().Before(d.wait.until) {
		d.ticking = true
		clock.AfterFunc(time.Second, d.tick)
	} else {
		d.wait = nil
	}
	d.show()
}
