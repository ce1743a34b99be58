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
		return s.members(func([]byte) error { return s.skip(depth + 1) })
	case c == '[':
		return s.elements(func() error { return s.skip(depth + 1) })
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

// skip passes one value and the white space around it.
func (s *scanner) skip(depth int) error {
	_, err := s.value(depth)
	return err
}

// members passes an object. It calls member with each key, in its quotes;
// member passes the value.
func (s *scanner) members(member func(key []byte) error) error {
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
		if err := member(key); err != nil {
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

// elements passes an array. It calls element before each element, to pass it.
func (s *scanner) elements(element func() error) error {
	if !s.eat('[') {
		return s.broken()
	}
	if s.space(); s.eat(']') {
		return nil
	}
	for {
		if err := element(); err != nil {
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
			s.plain()
		}
	}
	return s.broken()
}

// plain passes what stands for itself in a string: most of every page.
func (s *scanner) plain() {
	for i, c := range s.b[s.i:] {
		if c == '"' || c == '\\' || c < ' ' {
			s.i += i
			return
		}
	}
	s.i = len(s.b)
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
