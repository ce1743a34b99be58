package say

import (
	"fmt"
	"regexp"
	"strings"
)

// counted is where an English format goes by a number: "%d {1:row|rows}" is "1 row" and "2 rows".
var counted = regexp.MustCompile(`\{([1-9]):([^{}|]*)\|([^{}|]*)\}`)

// plural puts in the words that go with the numbers among args.
func plural(format string, args []any) string {
	if !strings.Contains(format, "|") {
		return format
	}
	return counted.ReplaceAllStringFunc(format, func(choice string) string {
		m := counted.FindStringSubmatch(choice)
		if at := int(m[1][0] - '1'); at < len(args) && fmt.Sprint(args[at]) == "1" {
			return m[2]
		}
		return m[3]
	})
}
