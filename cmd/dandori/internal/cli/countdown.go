package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"dandori/runtime/clock"
)

// countdown is one wait, shown with the time that is left.
type countdown struct {
	until time.Time
	why   string
	width int // of what stands on the terminal
}

func (c *countdown) draw(w io.Writer) {
	text := fmt.Sprintf("%s (%s)", c.why, max(0, clock.Now().Sub(c.until)*-1).Round(time.Second))
	c.width = uniseg.StringWidth(text)
	_, _ = fmt.Fprint(w, "\r", text)
}

func (c *countdown) clear(w io.Writer) {
	_, _ = fmt.Fprint(w, "\r", strings.Repeat(" ", c.width), "\r")
	c.width = 0
}

// Wait says that the run waits until then, and for what: on a terminal with a
// countdown, else in the log when it is long.
func (d *display) Wait(until time.Time, why string) {
	if !d.live {
		if until.Sub(clock.Now()) >= 10*time.Second {
			d.Log("info", why, nil)
		}
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hide()
	first := d.wait == nil
	d.wait = &countdown{until: until, why: why}
	d.show()
	if first {
		clock.AfterFunc(time.Second, d.tick)
	}
}

// tick draws the countdown anew each second, until its time has come.
func (d *display) tick() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.wait == nil {
		return
	}
	d.hide()
	if clock.Now().Before(d.wait.until) {
		clock.AfterFunc(time.Second, d.tick)
	} else {
		d.wait = nil
	}
	d.show()
}
