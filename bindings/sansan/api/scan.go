package api

import (
	"bytes"

	"dandori/runtime/say"
)

// maxDepth is how deeply values may nest in a page; the vendor's nest two deep.
const maxDepth = 500

// scanner walks over JSON without decoding it. It is as strict as
// encoding/json, so that bytes which it has passed are JSON wherever they go next.
type scanner struct {
	b []byte
	i int
}

// broken says where the JSON stops being JSON.
func (s *scanner) broken() error {
	if s.i >= len(s.b) {
		return say.Errorf("the JSON breaks off after %d bytes", len(s.b))
	}
	return say.Errorf("no JSON at byte %d of %d", s.i+1, len(s.b))
}

func (s *scanner) space() {
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case ' ', '\t', '\r', '\n':
			s.i++
		default:
			return
		}
	}
}

// peek is the next byte, 0 at the end.
func (s *scanner) peek() byte {
	if s.i < len(s.b) {
		return s.b[s.i]
	}
	return 0
}

func (s *scanner) eat(c byte) bool {
	if s.peek() != c || s.i >= len(s.b) {
		return false
	}
	s.i++
	return true
}

// value passes one value and the white space around it and returns its bytes.
func (s *scanner) value(depth int) ([]byte, error) {
	s.space()
	start := s.i
	if err := s.one(depth); err != nil {
		return nil, err
	}
	v := s.b[start:s.i:s.i]
	s.space()
	return v, nil
}

func (s *scanner) one(depth int) error {
	if depth > maxDepth {
		return say.Errorf("the JSON nests deeper than %d levels", maxDepth)
	}
	switch c := s.peek(); {
	case c == '"':
		return s.text()
	case c == '{':
		return s.members(depth, func([]byte, []byte) error { return nil })
	case c == '[':
		return s.elements(depth, func([]byte) error { return nil })
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	case c == 't':
		return s.word("true")
	case c == 'f':
		return s.word("false")
	case c == 'n':
		return s.word("null")
	}
	return s.broken()
}

// members passes an object and hands each a member: the key with its quotes, and the value.
func (s *scanner) members(depth int, each func(key, value []byte) error) error {
	if !s.eat('{') {
		return s.broken()
	}
	if s.space(); s.eat('}') {
		return nil
	}
	for {
		s.space()
		start := s.i
		if err := s.text(); err != nil {
			return err
		}
		key := s.b[start:s.i:s.i]
		if s.space(); !s.eat(':') {
			return s.broken()
		}
		value, err := s.value(depth + 1)
		if err != nil {
			return err
		}
		if err := each(key, value); err != nil {
			return err
		}
		if s.eat('}') {
			return nil
		}
		if !s.eat(',') {
			return s.broken()
		}
	}
}

// elements passes an array and hands each an element.
func (s *scanner) elements(depth int, each func(value []byte) error) error {
	if !s.eat('[') {
		return s.broken()
	}
	if s.space(); s.eat(']') {
		return nil
	}
	for {
		value, err := s.value(depth + 1)
		if err != nil {
			return err
		}
		if err := each(value); err != nil {
			return err
		}
		if s.eat(']') {
			return nil
		}
		if !s.eat(',') {
			return s.broken()
		}
	}
}

func (s *scanner) word(w string) error {
	if !bytes.HasPrefix(s.b[s.i:], []byte(w)) {
		return s.broken()
	}
	s.i += len(w)
	return nil
}

func (s *scanner) text() error {
	if !s.eat('"') {
		return s.broken()
	}
	for s.i < len(s.b) {
		switch c := s.b[s.i]; {
		case c == '"':
			s.i++
			return nil
		case c == '\\':
			if err := s.escape(); err != nil {
				return err
			}
		case c < ' ':
			return s.broken()
		default:
			s.i++
		}
	}
	return s.broken()
}

func (s *scanner) escape() error {
	s.i++
	switch s.peek() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.i++
		return nil
	case 'u':
		s.i++
		for range 4 {
			if !isHex(s.peek()) {
				return s.broken()
			}
			s.i++
		}
		return nil
	}
	return s.broken()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

func (s *scanner) number() error {
	s.eat('-')
	if !s.eat('0') && !s.digits() {
		return s.broken()
	}
	if s.eat('.') && !s.digits() {
		return s.broken()
	}
	if s.eat('e') || s.eat('E') {
		if !s.eat('+') {
			s.eat('-')
		}
		if !s.digits() {
			return s.broken()
		}
	}
	return nil
}

// digits passes one digit or more.
func (s *scanner) digits() bool {
	start := s.i
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.i++
	}
	return s.i > start
}
