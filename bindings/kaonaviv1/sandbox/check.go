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
	problems []string
}

func (k *check) wrong(i int, key, why string) {
	k.problems = append(k.problems, fmt.Sprintf("%s[%d].%s: %s", k.list, i, key, why))
}

// only notes every key of a row that is not allowed.
func (k *check) only(i int, r row, allowed func(key string) bool) {
	for _, key := range slices.Sorted(maps.Keys(r)) {
		if !allowed(key) {
			k.wrong(i, key, "使用できないパラメータです。")
		}
	}
}

// text returns the string at key, "" when it is not there or no string; the latter is noted.
func (k *check) text(i int, r row, key string) string {
	value, given := r[key]
	text, isText := value.(string)
	if given && !isText {
		k.wrong(i, key, "文字列を指定してください。")
	}
	return text
}

// required is text, but a blank is wrong.
func (k *check) required(i int, r row, key string) string {
	text := k.text(i, r, key)
	if _, isText := r[key].(string); text == "" && (isText || r[key] == nil) {
		k.wrong(i, key, "必須項目です。")
	}
	return text
}
