package vm

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"

	"github.com/agnivade/levenshtein"
	"github.com/dop251/goja"
)

var promiseType = reflect.TypeFor[*goja.Promise]()

// kindOf names what a value is, in the words of an error message.
func (r *Runtime) kindOf(v goja.Value) say.Text {
	switch {
	case v == nil, goja.IsUndefined(v):
		return say.Raw("undefined")
	case goja.IsNull(v):
		return say.Raw("null")
	}
	o, ok := v.(*goja.Object)
	if !ok {
		return say.Raw(short(r.display(v)))
	}
	if _, ok := goja.AssertFunction(o); ok {
		return say.T("a function")
	}
	if o.ExportType() == promiseType {
		return say.T("a promise (is an await missing?)")
	}
	switch o.ClassName() {
	case "Array":
		return say.T("an array")
	case "Object":
		return say.T("an object")
	}
	return say.Raw(o.ClassName())
}

func short(s string) string {
	if runes := []rune(s); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return s
}

// Nearest returns the known name closest to a mistyped one, "" when none is close.
func Nearest(name string, known []string) string {
	best, at := "", len(name)/3+2
	for _, k := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(k)); d < at {
			best, at = k, d
		}
	}
	return best
}

func (r *Runtime) asString(v goja.Value) (string, bool) {
	if v == nil {
		return "", false
	}
	if _, ok := v.(goja.String); !ok {
		return "", false
	}
	return v.String(), true
}

func asInt(v goja.Value) (int64, bool) {
	switch n := v.Export().(type) {
	case int64:
		return n, true
	case float64:
		if n == math.Trunc(n) && math.Abs(n) <= 1<<53 {
			return int64(n), true
		}
	}
	return 0, false
}

func (r *Runtime) asID(v goja.Value) (string, bool) {
	if s, ok := r.asString(v); ok {
		return s, s != ""
	}
	if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		return "", false
	}
	if _, isObject := v.(*goja.Object); isObject {
		return "", false
	}
	n, ok := asInt(v)
	return strconv.FormatInt(n, 10), ok && n >= 0
}

func (r *Runtime) idList(function, name string, v goja.Value) []string {
	items, ok := r.asArray(v)
	if !ok {
		panic(r.wrong(function, name, say.T("an array of ids"), v))
	}
	ids := make([]string, len(items))
	for i, item := range items {
		id, ok := r.asID(item)
		if !ok {
			panic(r.wrong(function, name+"["+strconv.Itoa(i)+"]", say.T("an id (a string or an integer)"), item))
		}
		ids[i] = id
	}
	return ids
}

// holes is the length from which on an array that has holes is refused: a
// length is free, and what goes through it is not.
const holes = 1 << 20

func (r *Runtime) asArray(v goja.Value) ([]goja.Value, bool) {
	o, ok := v.(*goja.Object)
	if !ok || !r.isArray(o) {
		return nil, false
	}
	n := o.Get("length").ToInteger()
	items := make([]goja.Value, 0, min(n, holes))
	for i := range n {
		item := o.Get(strconv.FormatInt(i, 10))
		if item == nil {
			if n > holes {
				panic(r.Error(call.New(call.TypeError, "an array with the length %d has no element %d", n, i)))
			}
			item = goja.Undefined()
		}
		items = append(items, item)
	}
	return items, true
}

func (r *Runtime) isArray(o *goja.Object) bool {
	f, _ := goja.AssertFunction(r.Once("isArray", func() goja.Value { return r.js.Get("Array").ToObject(r.js).Get("isArray") }))
	v, err := f(goja.Undefined(), o)
	return err == nil && v.ToBoolean()
}

var plainType = reflect.TypeFor[map[string]any]()

// isPlain reports whether v is an object as {} makes it: no array, function,
// Date, Map, bytes or promise. Instances of the script's own classes and proxies of plain objects are plain.
func (r *Runtime) isPlain(v goja.Value) bool {
	o, ok := v.(*goja.Object)
	if !ok || o.ClassName() != "Object" {
		return false
	}
	if _, callable := goja.AssertFunction(o); callable {
		return false
	}
	if o.ExportType() == proxyType {
		return !r.isArray(o)
	}
	return o.ExportType() == plainType
}

// AsBytes returns a copy of the bytes of a Uint8Array or ArrayBuffer.
func (r *Runtime) AsBytes(v goja.Value) ([]byte, bool) {
	if v == nil {
		return nil, false
	}
	switch b := v.Export().(type) {
	case []byte:
		return append([]byte(nil), b...), true
	case goja.ArrayBuffer:
		return append([]byte(nil), b.Bytes()...), true
	}
	return nil, false
}

// Bytes makes a Uint8Array of b, which the VM owns from then on.
func (r *Runtime) Bytes(b []byte) goja.Value {
	v, err := r.js.New(r.js.Get("Uint8Array"), r.js.ToValue(r.js.NewArrayBuffer(b)))
	if err != nil {
		panic(err)
	}
	return v
}

// asTime reads an RFC 3339 instant, or a date as 00:00 in the project's zone.
func (r *Runtime) asTime(v goja.Value) (time.Time, bool) {
	s, ok := r.asString(v)
	if !ok {
		return time.Time{}, false
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, true
	}
	t, err := time.ParseInLocation(time.DateOnly, s, time.Local)
	return t, err == nil
}

// ParseDuration reads Go's durations plus a whole number of days in front ("1d12h"); negative ones are refused.
func ParseDuration(s string) (time.Duration, error) {
	days, rest, hasDays := strings.Cut(s, "d")
	var total time.Duration
	if hasDays {
		n, err := strconv.ParseUint(days, 10, 16)
		if err != nil {
			return 0, err
		}
		total = time.Duration(n) * 24 * time.Hour
		if rest == "" {
			return total, nil
		}
		s = rest
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, errors.New("not a duration")
	}
	return total + d, nil
}

// strictJSON is JSON.stringify that refuses what it would drop or change in silence.
func (r *Runtime) strictJSON(function, name string, v goja.Value, depth int) json.RawMessage {
	r.checkJSON(function, name, v, depth)
	raw, err := r.ToJSON(v)
	if err != nil {
		panic(r.Error(err))
	}
	return raw
}

func (r *Runtime) checkJSON(function, name string, v goja.Value, depth int) {
	want := say.T("a value that JSON can hold")
	if rec, ok := r.RecordOf(v); ok && rec.untouched() {
		return
	}
	o, isObject := v.(*goja.Object)
	switch {
	case v == nil || goja.IsNull(v):
		return
	case goja.IsUndefined(v):
		if depth == 0 {
			panic(r.wrong(function, name, want, v))
		}
		return
	case !isObject:
		f, isFloat := v.Export().(float64)
		_, isSymbol := v.(*goja.Symbol)
		if isFloat && (math.IsNaN(f) || math.IsInf(f, 0)) || isSymbol || v.ExportType().String() == "*big.Int" {
			panic(r.wrong(function, name, want, v))
		}
		return
	case depth > 100:
		panic(r.Error(call.New(call.TypeError, "%s: %s is nested too deeply or holds itself", function, name)))
	}
	if items, ok := r.asArray(o); ok {
		for i, item := range items {
			at := name + "[" + strconv.Itoa(i) + "]"
			if goja.IsUndefined(item) { // JSON would make a null of it
				panic(r.wrong(function, at, want, item))
			}
			r.checkJSON(function, at, item, depth+1)
		}
		return
	}
	if _, ok := goja.AssertFunction(o.Get("toJSON")); ok {
		return // a Date and its like say themselves what they are
	}
	if !r.isPlain(o) {
		panic(r.wrong(function, name, want, v))
	}
	for _, key := range o.Keys() {
		r.checkJSON(function, name+"."+key, o.Get(key), depth+1)
	}
}
