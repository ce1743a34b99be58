package excel

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"dandori/bindings/table"
)

// format is what a cell's number format makes of a number.
type format struct {
	kind  formatKind
	zeros string // of codes: the format's digits and literals
}

type formatKind int

const (
	number formatKind = iota
	textual
	code
	dateOnly
	timeOnly
	dateTime
	elapsed
)

// builtin formats that are no plain numbers (ECMA-376 part 1, §18.8.30, and
// those of Japanese Excel, 27–36 and 50–58).
func builtin(id int) formatKind {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id >= 34 && id <= 36, id >= 50 && id <= 58:
		return dateOnly
	case id >= 18 && id <= 21, id == 32, id == 33, id == 45, id == 47:
		return timeOnly
	case id == 22:
		return dateTime
	case id == 46:
		return elapsed
	case id == 49:
		return textual
	}
	return number
}

var (
	quotedPart  = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.`)
	elapsedPart = regexp.MustCompile(`(?i)\[(h+|m+|s+)\]`)
	bracketPart = regexp.MustCompile(`\[[^\]]*\]`)
	codeFormat  = regexp.MustCompile(`^[0\- /()]*00[0\- /()]*$`)
)

// parseFormat reads a custom format's code.
func parseFormat(source string) format {
	section, _, _ := strings.Cut(source, ";")
	plain := quotedPart.ReplaceAllString(section, "")
	if elapsedPart.MatchString(plain) {
		return format{kind: elapsed}
	}
	plain = bracketPart.ReplaceAllString(plain, "")
	switch lower := strings.ToLower(plain); {
	case strings.TrimSpace(plain) == "@":
		return format{kind: textual}
	case strings.Contains(lower, "general"), strings.ContainsAny(plain, "#?%"):
		return format{}
	case strings.ContainsAny(lower, "ymdhsge"):
		return dateFormat(lower)
	}
	literal := unquote(bracketPart.ReplaceAllString(section, ""))
	if codeFormat.MatchString(literal) {
		return format{kind: code, zeros: literal}
	}
	return format{}
}

// unquote makes literals of what a format quotes.
func unquote(section string) string {
	return quotedPart.ReplaceAllStringFunc(section, func(part string) string {
		switch part[0] {
		case '"':
			return part[1 : len(part)-1]
		case '\\':
			return part[1:]
		}
		return ""
	})
}

func dateFormat(lower string) format {
	if strings.Contains(lower, "e+") || strings.Contains(lower, "e-") {
		return format{} // scientific
	}
	hasTime := strings.ContainsAny(lower, "hs")
	hasDate := strings.ContainsAny(lower, "ydge") || !hasTime
	switch {
	case hasDate && hasTime:
		return format{kind: dateTime}
	case hasTime:
		return format{kind: timeOnly}
	}
	return format{kind: dateOnly}
}

// appendNumber appends the JSON of a number that is shown in format f.
func (f format) appendNumber(dst []byte, n float64, from1904 bool) []byte {
	switch f.kind {
	case number:
		return table.AppendNumber(dst, n)
	case textual:
		return quote(dst, string(table.AppendNumber(nil, n)))
	case code:
		if n < 0 || n != math.Trunc(n) {
			return table.AppendNumber(dst, n)
		}
		return quote(dst, f.padded(n))
	case elapsed:
		seconds := int64(math.Round(n * 86400))
		return quote(dst, fmt.Sprintf("%02d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60))
	}
	t, err := excelize.ExcelDateToTime(n, from1904)
	if err != nil || n < 0 {
		return table.AppendNumber(dst, n) // Excel shows ####: it is no date
	}
	if !from1904 && n >= 1 && n < 60 {
		t = t.AddDate(0, 0, 1) // Excel counts a 29 February 1900 that never was
	}
	return quote(dst, f.shown(t.Round(time.Second), n))
}

func (f format) shown(t time.Time, n float64) string {
	switch {
	case f.kind == dateOnly:
		return t.Format(time.DateOnly)
	case f.kind == timeOnly && n < 1:
		return t.Format(time.TimeOnly)
	}
	return t.Format("2006-01-02T15:04:05")
}

// padded fills the digits of a whole number into the format, from the right.
func (f format) padded(n float64) string {
	digits := string(table.AppendNumber(nil, n))
	var out []byte
	for i := len(f.zeros) - 1; i >= 0; i-- {
		c := f.zeros[i]
		if c == '0' && len(digits) > 0 {
			c = digits[len(digits)-1]
			digits = digits[:len(digits)-1]
		}
		out = append(out, c)
	}
	for i := range len(out) / 2 {
		out[i], out[len(out)-1-i] = out[len(out)-1-i], out[i]
	}
	return digits + string(out)
}

func quote(dst []byte, s string) []byte { return table.AppendString(dst, []byte(s)) }
