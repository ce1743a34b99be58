package api

import (
	"encoding/json"
	"math/big"
	"regexp"
	"slices"
	"strings"
)

// same reports whether now, what the vendor shows, is what was sent: each field
// that was sent and is the sender's to say.
func (c *comparison) same(sent, now Row) bool {
	for key, value := range sent {
		if c.compared(key, value) && !sameValue(value, now[key]) {
			return false
		}
	}
	return true
}

// compared reports whether a field that was sent can be found again.
func (c *comparison) compared(key string, value json.RawMessage) bool {
	switch {
	case key == "password", key == "last_modified_by", key == "last_modified_at", key == "member_kana":
		return false // not shown, or the vendor's
	case key == "leader_member_name", key == memberName && c.op.Kind == Records:
		return false // the name is the member's, whatever is sent
	case key == "email":
		return false // the key: found by it
	case c.op.Kind == Users && (string(value) == `"-"` || string(value) == "null"):
		return false // left to the vendor (2.3)
	}
	return true
}

// without takes from now one row for each that was sent. The newest are taken
// first, and rows with more to compare choose before the others. found: each was there.
func (c *comparison) without(now, sent []Row) (left []Row, found bool) {
	left, sent = slices.Clone(now), slices.Clone(sent)
	columns := columnsOf(sent)
	slices.SortStableFunc(sent, func(a, b Row) int { return len(b) - len(a) })
	for _, row := range sent {
		i := len(left) - 1
		for i >= 0 && !(text(left[i][memberCode]) == text(row[memberCode]) && c.sameColumns(columns, row, left[i])) {
			i--
		}
		if i < 0 {
			return nil, false
		}
		left = slices.Delete(left, i, i+1)
	}
	return left, true
}

// sameColumns is same for rows of a sheet: a column that only others of the
// rows sent have is blank in this one.
func (c *comparison) sameColumns(columns []string, sent, now Row) bool {
	for _, key := range columns {
		if !sameValue(sent[key], now[key]) {
			return false
		}
	}
	return true
}

func columnsOf(rows []Row) []string {
	var keys []string
	for _, row := range rows {
		for key := range row {
			if definition.MatchString(key) && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// sameValue compares by value: dates in either spelling, a number that was sent
// as one, text without blanks around it. A blank, null and nothing are the same.
func sameValue(sent, now json.RawMessage) bool {
	a, b := plain(sent), plain(now)
	if a == b {
		return true
	}
	if len(sent) == 0 || sent[0] == '"' {
		return false
	}
	n, ok := new(big.Rat).SetString(a)
	m, read := new(big.Rat).SetString(b)
	return ok && read && n.Cmp(m) == 0
}

// The spellings of dates and times in the document's samples (1.5, 2.2, 2.8).
var moment = regexp.MustCompile(`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{1,2}:\d{2}:\d{2}))?$`)

// plain is a value as text, in one spelling.
func plain(raw json.RawMessage) string {
	s := strings.ReplaceAll(strings.TrimSpace(text(raw)), "\r\n", "\n")
	m := moment.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	day, time := m[1]+"-"+padded(m[2], 2)+"-"+padded(m[3], 2), padded(m[4], len(midnight))
	if time == midnight {
		return day
	}
	return day + " " + time
}

const midnight = "00:00:00" // also of a date without a time

func padded(digits string, length int) string {
	if digits == "" {
		return midnight
	}
	return strings.Repeat("0", length-len(digits)) + digits
}
