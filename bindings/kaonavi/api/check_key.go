package api

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"dandori/runtime/say"

	"github.com/agnivade/levenshtein"
)

// stranger is a key that no type of this package has. The vendor may have added
// it since, which what it sends shows.
type stranger struct {
	index int
	code  string
	path  string // with the key
	key   string
	names []string // that could stand there
}

// unknown judges what a type does not know: a slip of one of its names is told
// at once, anything else when it is known what the vendor sends (foreign). path
// is "" for the row itself.
func (c *checker) unknown(path string, rest Rest, v any) {
	names := c.written(path, v)
	for _, key := range sortedKeys(rest) {
		if near := nearest(key, names); near != "" {
			c.problem(joined(path, key), say.T("is no field that Kaonavi knows; did you mean %q?", near))
			continue
		}
		c.strangers = append(c.strangers, stranger{c.index, c.code, joined(path, key), key, names})
	}
}

// written are the names that a script may write in an object of v's type.
func (c *checker) written(path string, v any) []string {
	only := []string{"", "-", "age", "years_of_service", "face_image", "last_login_at", "created_at", "updated_at", "download_url", "names"}
	switch v.(type) {
	case Face:
		only = append(only, "file_name")
	case FieldValue, Option, Role: // the vendor takes their ids
	default:
		only = append(only, "id")
	}
	names := slices.DeleteFunc(namesOf(reflect.TypeOf(v)), func(name string) bool { return slices.Contains(only, name) })
	for i, name := range names {
		if strings.HasPrefix(name, "base64_") {
			names[i] = c.contentKey(name)
		}
	}
	_, isRecord := v.(Record)
	if c.op.Kind == Members && path == "" || isRecord || c.op.Kind == Records && path == "" && (c.form == nil || c.form.single) {
		names = append(names, "fields")
	}
	return names
}

// nearest returns the name that word was probably meant to be, "" when there is
// none: one letter off, two letters swapped, or written enteredDate. It is not
// generous, for what the vendor adds may look like what it had.
func nearest(word string, names []string) string {
	plain := strings.NewReplacer("_", "", "-", "")
	for _, name := range names {
		a, b := strings.ToLower(plain.Replace(word)), plain.Replace(name)
		d := levenshtein.ComputeDistance(a, b)
		if len(name) > 2 && (d < 2 || d == 2 && sortedLetters(a) == sortedLetters(b)) {
			return name
		}
	}
	return ""
}

func sortedLetters(s string) string {
	letters := []byte(s)
	slices.Sort(letters)
	return string(letters)
}

// foreign refuses the keys that the vendor does not send itself, anywhere in
// now: it would ignore them, and what they were meant for would not be done.
func (c *checker) foreign(strangers []stranger, now Table) {
	if len(strangers) == 0 {
		return
	}
	sent := map[string]bool{}
	keysIn(now.Rows, sent)
	for _, s := range strangers {
		if sent[s.key] {
			continue
		}
		c.index, c.code = s.index, s.code
		if near := closest(s.key, s.names); near != "" {
			c.problem(s.path, say.T("is no field that Kaonavi knows; did you mean %q?", near))
		} else {
			c.problem(s.path, say.T("is no field that Kaonavi knows; there are %s", strings.Join(s.names, ", ")))
		}
	}
}

// keysIn collects the keys of every object in raw, which is valid JSON.
func keysIn(raw json.RawMessage, keys map[string]bool) {
	if len(raw) == 0 {
		return
	}
	switch raw[0] {
	case '{':
		_ = eachMember(raw, func(key string, value json.RawMessage) error {
			keys[key] = true
			keysIn(value, keys)
			return nil
		})
	case '[':
		_ = eachElement(raw, func(value json.RawMessage) error {
			keysIn(value, keys)
			return nil
		})
	}
}
