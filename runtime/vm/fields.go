package vm

import (
	"slices"
	"strings"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"

	"github.com/dop251/goja"
)

// Fields reads the keys of an options object. A key is absent when it is
// missing or undefined; each method's second result says whether it is there.
// Done throws for keys that nobody read.
type Fields struct {
	r        *Runtime
	function string
	name     string // of the argument
	obj      *goja.Object
	read     []string
}

// Value returns the value of key as it is. What the object inherits does not
// count: nobody may be removed because a package changed Object.prototype.
func (f *Fields) Value(key string) (goja.Value, bool) {
	f.read = append(f.read, key)
	if !slices.Contains(f.obj.GetOwnPropertyNames(), key) {
		return nil, false
	}
	v := f.obj.Get(key)
	return v, v != nil && !goja.IsUndefined(v)
}

func (f *Fields) wrong(key string, want say.Text, got goja.Value) {
	panic(f.r.wrong(f.function, f.name+"."+key, want, got))
}

// Need throws that key is required; want says what it must be.
func (f *Fields) Need(key string, want say.Text) {
	panic(f.r.Error(call.New(call.TypeError, "%s: %s is required: %s", f.function, f.name+"."+key, want)))
}

// String returns a string.
func (f *Fields) String(key string) (string, bool) {
	v, ok := f.Value(key)
	if !ok {
		return "", false
	}
	s, ok := f.r.asString(v)
	if !ok {
		f.wrong(key, say.T("a string"), v)
	}
	return s, true
}

// ID returns an id: a string with something in it, or an integer, as text.
func (f *Fields) ID(key string) (string, bool) {
	v, ok := f.Value(key)
	if !ok {
		return "", false
	}
	id, ok := f.r.asID(v)
	if !ok {
		f.wrong(key, say.T("an id (a string or an integer)"), v)
	}
	return id, true
}

// IDs returns one id or an array of ids.
func (f *Fields) IDs(key string) ([]string, bool) {
	v, ok := f.Value(key)
	if !ok {
		return nil, false
	}
	if id, ok := f.r.asID(v); ok {
		return []string{id}, true
	}
	return f.r.idList(f.function, f.name+"."+key, v), true
}

// Enum returns one of the allowed strings.
func (f *Fields) Enum(key string, allowed ...string) (string, bool) {
	v, ok := f.Value(key)
	if !ok {
		return "", false
	}
	return f.oneOf(key, v, allowed), true
}

// Enums returns one of the allowed strings, or an array of them.
func (f *Fields) Enums(key string, allowed ...string) ([]string, bool) {
	v, ok := f.Value(key)
	if !ok {
		return nil, false
	}
	items, isArray := f.r.asArray(v)
	if !isArray {
		return []string{f.oneOf(key, v, allowed)}, true
	}
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = f.oneOf(key, item, allowed)
	}
	return out, true
}

func (f *Fields) oneOf(key string, v goja.Value, allowed []string) string {
	s, ok := f.r.asString(v)
	if !ok || !slices.Contains(allowed, s) {
		f.wrong(key, say.T("one of %s", `"`+strings.Join(allowed, `", "`)+`"`), v)
	}
	return s
}

// Bool returns a boolean.
func (f *Fields) Bool(key string) (value, ok bool) {
	v, ok := f.Value(key)
	if !ok {
		return false, false
	}
	b, isBool := v.Export().(bool)
	if !isBool {
		f.wrong(key, say.T("true or false"), v)
	}
	return b, true
}

// Int returns an integer from lo to hi.
func (f *Fields) Int(key string, lo, hi int64) (int64, bool) {
	v, ok := f.Value(key)
	if !ok {
		return 0, false
	}
	n, isInt := asInt(v)
	if !isInt || n < lo || n > hi {
		f.wrong(key, say.T("an integer from %d to %d", lo, hi), v)
	}
	return n, true
}

// Duration returns a length of time: Go's spelling plus d for days ("90s", "1h30m", "2d").
func (f *Fields) Duration(key string) (time.Duration, bool) {
	v, ok := f.Value(key)
	if !ok {
		return 0, false
	}
	s, _ := f.r.asString(v)
	d, err := ParseDuration(s)
	if err != nil {
		f.wrong(key, say.T(`a duration ("90s", "1h30m", "2d")`), v)
	}
	return d, true
}

// Time returns an instant: an RFC 3339 time, or a date, which is 00:00 in the project's zone.
func (f *Fields) Time(key string) (time.Time, bool) {
	v, ok := f.Value(key)
	if !ok {
		return time.Time{}, false
	}
	t, ok := f.r.asTime(v)
	if !ok {
		f.wrong(key, say.T("a time (2025-04-01T09:00:00+09:00) or a date (2025-04-01)"), v)
	}
	return t, true
}

// Func returns a function.
func (f *Fields) Func(key string) (goja.Callable, bool) {
	v, ok := f.Value(key)
	if !ok {
		return nil, false
	}
	fn, ok := goja.AssertFunction(v)
	if !ok {
		f.wrong(key, say.T("a function"), v)
	}
	return fn, true
}

// Done throws for the first key that none of the methods was asked for, with the nearest known one.
func (f *Fields) Done() {
	for _, key := range f.obj.Keys() {
		if slices.Contains(f.read, key) {
			continue
		}
		e := call.New(call.TypeError, "%s: %s has no %q", f.function, f.name, key)
		if near := Nearest(key, f.read); near != "" {
			e = call.New(call.TypeError, "%s: %s has no %q (did you mean %q?)", f.function, f.name, key, near)
		}
		panic(f.r.Error(e))
	}
}
