package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"github.com/schollz/progressbar/v3"

	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// display is what a run shows on stderr: log lines and, on a terminal, one line
// below them that says how far it is or what it waits for. Any goroutine may call it.
type display struct {
	mu     *sync.Mutex // one for all that write to the same place
	out    io.Writer
	logger zerolog.Logger
	live   bool // there is a terminal to show a bar on
	lang   say.Lang

	bar   *progressbar.ProgressBar // nil: nothing to show
	label string                   // of the bar
	total int64                    // of the bar, -1 when it is not known
	done  int64                    // where it stands
	drawn time.Time                // when it was drawn last
	wait  *countdown               // shown in its place while the run waits; nil: it does not

	ticking bool // a tick is on its way
}

// redraw is how often the bar is drawn at most: scripts tick it for every card.
const redraw = 100 * time.Millisecond

// newDisplay returns the display of a command; level is the least that is logged.
func (a *app) newDisplay() *display {
	d := &display{mu: &sync.Mutex{}, out: a.Stderr, live: a.Terminal && a.logs != "json", lang: a.lang}
	var w io.Writer = a.Stderr
	if a.forPeople() {
		w = zerolog.ConsoleWriter{
			Out: a.Stderr, NoColor: !a.Terminal && !a.colours || a.has("NO_COLOR"), TimeFormat: "15:04:05", TimeLocation: time.Local,
			FormatFieldValue: legible,
		}
	}
	level, err := zerolog.ParseLevel(a.level)
	if err != nil || a.level == "" {
		level = zerolog.InfoLevel
	}
	d.logger = zerolog.New(w).Level(level)
	return d
}

// legible is a value as people read it: what zerolog has quoted keeps its
// ideographic spaces, which file names have.
func legible(v any) string {
	text := fmt.Sprintf("%s", v)
	if plain, err := strconv.Unquote(text); err == nil && strings.HasPrefix(text, `"`) {
		return strconv.QuoteToGraphic(plain)
	}
	return text
}

// of is the display of one run among several: its lines carry the run's name.
func (d *display) of(run string) *display {
	return &display{mu: d.mu, out: d.out, lang: d.lang, logger: d.logger.With().Str("run", run).Logger()}
}

// logTo returns a display that only logs, to w.
func (a *app) logTo(w io.Writer) *display {
	e := *a
	e.Stderr, e.Terminal = w, false
	return e.newDisplay()
}

// forPeople reports whether log lines are for people, rather than JSON.
func (a *app) forPeople() bool { return a.logs == "people" || a.logs == "" && a.Terminal }

// Log writes one line. fields is a JSON object, or nil.
func (d *display) Log(level, message string, fields json.RawMessage) {
	d.logAt(clock.Now(), level, message, fields)
}

// logAt writes a line of the time at.
func (d *display) logAt(at time.Time, level, message string, fields json.RawMessage) {
	parsed, err := zerolog.ParseLevel(level)
	if err != nil {
		parsed = zerolog.InfoLevel
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	e := d.logger.WithLevel(parsed)
	if parsed < d.logger.GetLevel() {
		return
	}
	d.hide()
	e = e.Str(zerolog.TimestampFieldName, at.Format(time.RFC3339))
	for _, f := range objectFields(fields) {
		e = e.RawJSON(f.name, f.value)
	}
	e.Msg(message)
	d.show()
}

type jsonField struct {
	name  string
	value json.RawMessage
}

// objectFields lists the fields of a JSON object in their order. Those that would
// pass for the log's own are renamed.
func objectFields(object json.RawMessage) []jsonField {
	dec := json.NewDecoder(bytes.NewReader(object))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	var out []jsonField
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return out
		}
		f := jsonField{name: name.(string)}
		if dec.Decode(&f.value) != nil {
			return out
		}
		switch f.name {
		case zerolog.LevelFieldName, zerolog.TimestampFieldName, zerolog.MessageFieldName:
			f.name = "fields." + f.name
		}
		out = append(out, f)
	}
	return out
}

// Progress shows how far the step called label is; total 0 is not known.
func (d *display) Progress(label string, done, total int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.live {
		return
	}
	if total <= 0 {
		total = -1
	}
	d.done = done
	if total > 0 {
		d.done = min(done, total)
	}
	switch {
	case d.bar == nil || d.label != label || d.total != total:
		d.hide()
		d.bar, d.label, d.total = newBar(d.out, label, total), label, total
		d.show()
	case d.wait != nil: // somebody waits, others go on
	case clock.Since(d.drawn) >= redraw:
		d.show()
	}
}

// Ends says beside the bar when it is expected to be full.
func (d *display) Ends(at string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.bar != nil && d.wait == nil {
		d.hide()
		d.bar.Describe(d.label + at)
		d.show()
	}
}

func newBar(w io.Writer, label string, total int64) *progressbar.ProgressBar {
	return progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription(label),
		progressbar.OptionShowCount(),
		progressbar.OptionSetWidth(24),
		progressbar.OptionSetSpinnerChangeInterval(0), // else the library keeps a goroutine
		progressbar.OptionSetElapsedTime(true),
		progressbar.OptionSetPredictTime(true),
	)
}

// Close takes the bar away.
func (d *display) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hide()
	d.bar, d.live, d.wait = nil, false, nil
}

// hide clears the line below the log.
func (d *display) hide() {
	if d.wait != nil {
		d.wait.clear(d.out)
		return
	}
	if d.bar != nil {
		_ = d.bar.Clear()
	}
}

// show draws the line below the log: what the run waits for, else the bar.
func (d *display) show() {
	if d.wait != nil {
		d.wait.draw(d.out)
		return
	}
	if d.bar == nil {
		return
	}
	d.drawn = clock.Now()
	if d.done == 0 || d.bar.State().CurrentNum == d.done {
		_ = d.bar.RenderBlank()
		return
	}
	_ = d.bar.Set64(d.done)
}
