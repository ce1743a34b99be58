package cli

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// besides is how many characters of a line are shown on each side of the place:
// a line of a packed file has thousands.
const besides = 80

// excerpt is what is shown of a line of source around a column, which counts
// UTF-16 units, and how wide what stands before the column is on a terminal.
// Control characters, which could move its cursor, are blanks.
func excerpt(line string, column int) (shown string, width int) {
	line = strings.Map(visible, line)
	before, after := []rune(line[:offset(line, column)]), []rune(line[offset(line, column):])
	if len(before) > besides {
		before = append([]rune("…"), before[len(before)-besides:]...)
	}
	if len(after) > besides {
		after = append(after[:besides:besides], '…')
	}
	return string(before) + string(after), uniseg.StringWidth(string(before))
}

func visible(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

// readable is visible for a message, which may have several lines and is not
// always our own: vendors and scripts put theirs into it.
func readable(r rune) rune {
	if r == '\n' {
		return r
	}
	return visible(r)
}

// offset is where a column begins, in bytes.
func offset(line string, column int) int {
	units := 1
	for i, c := range line {
		if units >= column {
			return i
		}
		units++
		if c > 0xffff {
			units++
		}
	}
	return len(line)
}
