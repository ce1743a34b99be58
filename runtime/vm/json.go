package vm

import (
	"bytes"
	"encoding/json"
	"math/big"

	"dandori/runtime/call"

	"github.com/dop251/goja"
)

// ToJSON returns v as JSON.stringify writes it; nil for undefined and functions. The
// error is what the script's own toJSON threw, or a TypeError (a BigInt, a cycle).
func (r *Runtime) ToJSON(v goja.Value) (json.RawMessage, error) {
	stringify := r.Once("stringify", func() goja.Value { return r.js.Get("JSON").ToObject(r.js).Get("stringify") })
	f, _ := goja.AssertFunction(stringify)
	out, err := f(goja.Undefined(), v)
	if err != nil {
		return nil, err
	}
	if goja.IsUndefined(out) {
		return nil, nil
	}
	return json.RawMessage(out.String()), nil
}

// Canonical returns v as JSON with sorted keys and no needless space, so that
// two spellings of one thing are the same bytes. It panics on what cannot be
// JSON, which only a binding can hand it.
func Canonical(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		panic(err)
	}
	raw, _ = json.Marshal(tree)
	return raw
}

// JSONAnswer is the answer whose body is v as JSON.
func JSONAnswer(v any) (call.Answer, error) {
	raw, err := json.Marshal(v)
	return call.Answer{Body: raw}, err
}

// FromJSON makes a value of an answer's JSON body; it is what most Asks hand over as toJS.
func (r *Runtime) FromJSON(a call.Answer) (goja.Value, error) { return r.JSON(a.Body) }

// display shows any value in an error message.
func (r *Runtime) display(v goja.Value) string {
	if _, isObject := v.(*goja.Object); !isObject {
		switch x := v.Export().(type) {
		case *big.Int:
			return x.String() + "n"
		case float64:
			return v.String() // JSON has no NaN and no Infinity
		}
	}
	if raw, err := r.ToJSON(v); err == nil && raw != nil {
		if len(raw) > 200 {
			return string(raw[:200]) + "…"
		}
		return string(raw)
	}
	return v.String()
}
