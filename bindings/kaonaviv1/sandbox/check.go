package sandbox

import (
	"fmt"
	"maps"
	"slices"
)

// check takes the rows of one body apart and gathers what is wrong with them,
// each with the parameter's name as the document writes it: data[3].member_code.
type check struct {
	list     string // "users", "departments", "data"
	i        int    // the row at hand: its place
	row      row    // and what it holds
	problems []string
}

func (k *check) wrong(key, why string) {
	k.problems = append(k.problems, fmt.Sprintf("%s[%d].%s: %s", k.list, k.i, key, why))
}

// only notes every key of the row that is not allowed.
func (k *check) only(allowed func(key string) bool) {
	for _, key := range slices.Sorted(maps.Keys(k.row)) {
		if !allowed(key) {
			k.wrong(key, "使用できないパラメータです。")
		}
	}
}

// text returns the string at key, "" when it is not there or no string; the latter is noted.
func (k *check) text(key string) string {
	value, given := k.row[key]
	text, isText := value.(string)
	if given && !isText {
		k.wrong(key, "文字列を指定してください。")
	}
	return text
}

// required is text, but a blank is wrong.
func (k *check) required(key string) string {
	text := k.text(key)
	if _, isText := k.row[key].(string); text == "" && (isText || k.row[key] == nil) {
		k.wrong(key, "必須項目です。")
	}
	return text
}
