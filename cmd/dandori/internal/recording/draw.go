//go:build unix

package main

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/width"
)

// Measures of the picture, in pixels.
const (
	cell   = 7.83 // of a font of 13 pixels, as wide as they get
	row    = 19
	margin = 14
	head   = 30 // a pane's title
)

// style colours a terminal; without animations all lines are there.
const style = `text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Noto Sans Mono CJK JP","BIZ UDGothic","MS Gothic",monospace;fill:#d6deeb;white-space:pre}
.t{fill:#8b98a9}.i{fill:#7ee787}.e{fill:#ff7b72}.w{fill:#e3b341}.f{fill:#79a8d8}.h{fill:#8b98a9;font-weight:bold}
.bg{fill:#0d1117}.bar{fill:#161b22}
@media(prefers-reduced-motion:reduce){g{animation:none!important}}
`

// draw returns the animated picture of what was taken. It begins anew after its length.
func draw(t taken) []byte {
	columns := 0
	for _, l := range slices.Concat(t.shell, t.log) {
		columns = max(columns, cells(l.text)+2)
	}
	w := int(float64(columns)*cell) + 2*margin
	shellTop, logTop := 0, head+len(t.shell)*row+margin
	h := logTop + head + len(t.log)*row + margin
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" xml:lang="%s">`+"\n", w, h, w, h, t.lang)
	fmt.Fprintf(&b, "<title>%s</title>\n<desc>%s</desc>\n<style>\n%s", escaped(t.title), escaped(t.about), style)
	all := slices.Concat(t.shell, t.log)
	slices.SortStableFunc(all, func(a, b line) int { return cmp.Compare(a.at, b.at) })
	for i, l := range all {
		fmt.Fprint(&b, appears(i, l.at, t.length))
	}
	fmt.Fprintf(&b, "</style>\n<rect class=\"bg\" width=\"%d\" height=\"%d\" rx=\"8\"/>\n", w, h)
	pane(&b, shellTop, w, t.beside)
	pane(&b, logTop, w, "$ dandori serve")
	shell, log := 0, 0
	for i, l := range all {
		if shell < len(t.shell) && l == t.shell[shell] {
			put(&b, i, shellTop+head, shell, `<tspan class="i">$</tspan> `+escaped(l.text))
			shell++
			continue
		}
		put(&b, i, logTop+head, log, coloured(l.text))
		log++
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// appears is the style of the line i, which is not there before at.
func appears(i int, at, length time.Duration) string {
	share := 100 * at.Seconds() / length.Seconds()
	return fmt.Sprintf("@keyframes k%[1]d{0%%,%.3[2]f%%{opacity:0}%.3[3]f%%,100%%{opacity:1}}#l%[1]d{animation:k%[1]d %.2[4]fs step-end infinite}\n",
		i, max(share-0.001, 0), max(share, 0.001), length.Seconds())
}

func pane(b *bytes.Buffer, top, w int, title string) {
	fmt.Fprintf(b, `<rect class="bar" y="%d" width="%d" height="%d"/><text class="h" x="%d" y="%d">%s</text>`+"\n", top, w, head-8, margin, top+16, escaped(title))
}

// put writes the line i into a row of a pane.
func put(b *bytes.Buffer, i, top, at int, marked string) {
	fmt.Fprintf(b, `<g id="l%d"><text x="%d" y="%d">%s</text></g>`+"\n", i, margin, top+at*row+10, marked)
}

// logLine is a log line for people: the time, the level, what is said, and fields.
var logLine = regexp.MustCompile(`^(\d\d:\d\d:\d\d) ([A-Z]{3}) (.*?)((?: [a-z]+=\S+)*)$`)

// coloured marks the parts of a log line up.
func coloured(text string) string {
	m := logLine.FindStringSubmatch(text)
	if m == nil {
		return escaped(text)
	}
	level := map[string]string{"ERR": "e", "WRN": "w"}[m[2]]
	s := fmt.Sprintf(`<tspan class="t">%s</tspan> <tspan class="%s">%s</tspan> %s`, m[1], cmp.Or(level, "i"), m[2], escaped(m[3]))
	if m[4] != "" {
		s += `<tspan class="f">` + escaped(m[4]) + `</tspan>`
	}
	return s
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes all
	return b.String()
}

// cells is how wide a text is in a terminal.
func cells(text string) (n int) {
	for _, r := range text {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
