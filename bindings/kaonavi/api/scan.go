package api

import (
	"bytes"
	"encoding/json"

	"dandori/runtime/say"
)

// eachMember goes through the members of an object, which must be valid JSON,
// as they come and without copying them: an answer may hold a million.
func eachMember(raw []byte, take func(key string, value json.RawMessage) error) error {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] != '{' {
		return say.Errorf("must not be of type %s", kindOf(raw))
	}
	for raw = blanks(raw[1:]); len(raw) > 0 && raw[0] != '}'; {
		key := raw[:valueEnd(raw)]
		raw = blanks(raw[len(key):])
		raw = blanks(raw[1:]) // the colon
		value := raw[:valueEnd(raw)]
		if err := take(text(key), value); err != nil {
			return err
		}
		if raw = blanks(raw[len(value):]); len(raw) > 0 && raw[0] == ',' {
			raw = blanks(raw[1:])
		}
	}
	return nil
}

// eachElement is eachMember for the elements of an array.
func eachElement(raw []byte, take func(value json.RawMessage) error) error {
	raw = bytes.TrimSpace(raw)
	for raw = blanks(raw[1:]); len(raw) > 0 && raw[0] != ']'; {
		value := raw[:valueEnd(raw)]
		if err := take(value); err != nil {
			return err
		}
		if raw = blanks(raw[len(value):]); len(raw) > 0 && raw[0] == ',' {
			raw = blanks(raw[1:])
		}
	}
	return nil
}

func blanks(raw []byte) []byte { return bytes.TrimLeft(raw, " \t\r\n") }

// valueEnd is where the value at the beginning of raw ends.
func valueEnd(raw []byte) int {
	depth := 0
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '"':
			i += stringEnd(raw[i:]) - 1
		case '{', '[':
			depth++
			continue
		case '}', ']':
			if depth--; depth < 0 {
				return i
			}
		case ',', ':', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
			continue
		default:
			continue
		}
		if depth == 0 {
			return i + 1
		}
	}
	return len(raw)
}

// stringEnd is where the string at the beginning of raw ends, behind its quote.
func stringEnd(raw []byte) int {
	for i := 1; i < len(raw); i++ {
		switch raw[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(raw)
}

// kindOf names what stands in the place of an object, as package json does.
func kindOf(raw []byte) string {
	if len(raw) == 0 {
		return "nothing"
	}
	switch raw[0] {
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "bool"
	}
	return "number"
}
