package sandbox

import (
	"bytes"
	"encoding/json"
)

// encoded is v as JSON: objects in the order of their pairs, <, > and & as they
// are. encoding/json alone would copy each level of a list of members again.
func encoded(v any) []byte {
	var e encoder
	e.plain = json.NewEncoder(&e.b)
	e.plain.SetEscapeHTML(false)
	e.value(v)
	return e.b.Bytes()
}

type encoder struct {
	b     bytes.Buffer
	plain *json.Encoder
}

func (e *encoder) value(v any) {
	switch v := v.(type) {
	case object:
		e.object(v)
	case []object:
		list(e, v)
	case []any:
		list(e, v)
	default:
		if err := e.plain.Encode(v); err != nil {
			panic(err) // strings, numbers, booleans and lists of them
		}
		e.b.Truncate(e.b.Len() - 1) // the encoder's newline
	}
}

func (e *encoder) object(o object) {
	e.b.WriteByte('{')
	for i, p := range o {
		if i > 0 {
			e.b.WriteByte(',')
		}
		e.value(p.key)
		e.b.WriteByte(':')
		e.value(p.value)
	}
	e.b.WriteByte('}')
}

func list[T any](e *encoder, items []T) {
	e.b.WriteByte('[')
	for i, item := range items {
		if i > 0 {
			e.b.WriteByte(',')
		}
		e.value(item)
	}
	e.b.WriteByte(']')
}
