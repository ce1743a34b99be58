package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// kind is a kind of problems. The vendor stops at the first kind that there is;
// the order is that in which §4 and §5 let it be known: what is missing or too
// long before anything else, what depends on the data last.
type kind int

const (
	lost        kind = iota // what the path names is not there: 404
	misshapen               // it is no such body
	missing                 // it is not there
	long                    // it is too long, too big or too many
	invalid                 // it is nothing that the layout allows
	repeated                // it is there twice in one body
	conflicting             // it does not fit the data of this moment
	kinds
)

// check gathers what is wrong with a body.
type check struct {
	problems [kinds][]string
	lax      bool // keys that are not for writing are ignored
}

func (k *check) wrong(kind kind, at, why string) {
	k.problems[kind] = append(k.problems[kind], at+": "+why)
}

// first returns the problems of the first kind that has some, looking no further than last.
func (k *check) first(last kind) (kind, []string) {
	for kind := lost; kind <= last; kind++ {
		if len(k.problems[kind]) > 0 {
			return kind, k.problems[kind]
		}
	}
	return kinds, nil
}

// item is an object of the body and where it stands: member_data[3].
type item struct {
	*check
	at string
	m  map[string]any
}

func (i item) path(key string) string {
	if i.at == "" {
		return key
	}
	return i.at + "." + key
}

func (i item) wrong(kind kind, key, why string) { i.check.wrong(kind, i.path(key), why) }

func (i item) has(key string) bool {
	_, given := i.m[key]
	return given
}

// only notes every other key.
func (i item) only(keys ...string) {
	for _, key := range slices.Sorted(maps.Keys(i.m)) {
		if !i.lax && !slices.Contains(keys, key) {
			i.wrong(misshapen, key, "使用できないパラメータです。")
		}
	}
}

// text returns the string at key, "" when there is none; another type is noted.
func (i item) text(key string) string {
	text, isText := i.m[key].(string)
	if i.has(key) && !isText {
		i.wrong(misshapen, key, "文字列を指定してください。")
	}
	return text
}

// orNull is text, but null is as good as "".
func (i item) orNull(key string) string {
	if i.m[key] == nil {
		return ""
	}
	return i.text(key)
}

// must is text, but a blank is wrong.
func (i item) must(key string) string {
	text := i.text(key)
	if _, isText := i.m[key].(string); text == "" && (isText || !i.has(key)) {
		i.wrong(missing, key, "必須項目です。")
	}
	return text
}

// atMost notes a text of more than max characters.
func (i item) atMost(key string, max int) {
	if text, _ := i.m[key].(string); utf8.RuneCountInString(text) > max {
		i.wrong(long, key, fmt.Sprintf("%d文字以内で入力してください。", max))
	}
}

// flag returns the boolean at key, or what it is when nobody says.
func (i item) flag(key string, usual bool) bool {
	flag, isFlag := i.m[key].(bool)
	if !i.has(key) {
		return usual
	}
	if !isFlag {
		i.wrong(misshapen, key, "trueまたはfalseを指定してください。")
	}
	return flag
}

// number returns the integer at key.
func (i item) number(key string) (n int, given bool) {
	number, isNumber := i.m[key].(json.Number)
	n, err := strconv.Atoi(number.String())
	if i.has(key) && (!isNumber || err != nil) {
		i.wrong(misshapen, key, "整数を指定してください。")
	}
	return n, isNumber && err == nil
}

// list returns the array at key, which must be there.
func (i item) list(key string) []any {
	list, isList := i.m[key].([]any)
	switch {
	case !i.has(key):
		i.wrong(missing, key, "必須項目です。")
	case !isList:
		i.wrong(misshapen, key, "配列を指定してください。")
	}
	return list
}

// items returns the objects of the array at key.
func (i item) items(key string) []item {
	var out []item
	for n, element := range i.list(key) {
		at := fmt.Sprintf("%s[%d]", i.path(key), n)
		m, isObject := element.(map[string]any)
		if !isObject {
			i.check.wrong(misshapen, at, "オブジェクトを指定してください。")
			m = nil
		}
		out = append(out, item{i.check, at, m})
	}
	return out
}

// texts returns the strings of the array at key.
func (i item) texts(key string) []string {
	var out []string
	for n, element := range i.list(key) {
		text, isText := element.(string)
		if !isText {
			i.check.wrong(misshapen, fmt.Sprintf("%s[%d]", i.path(key), n), "文字列を指定してください。")
		}
		out = append(out, text)
	}
	return out
}

// seen notes what stands twice.
type seen map[string]bool

func (s seen) once(i item, key, what string) {
	id := fmt.Sprint(i.m[key])
	if i.m[key] != nil && s[id] {
		i.wrong(repeated, key, what+"が重複しています。")
	}
	s[id] = true
}
