package vm

import (
	"errors"
	"fmt"
)

// errJSON is the error for bytes that are no JSON, with the place in bytes.
var errJSON = errors.New("not JSON")

// maxNesting bounds arrays and objects within each other, so that a hostile
// body cannot exhaust the stack.
const maxNesting = 512

// scanner walks JSON without making values: it finds where things lie.
type scanner struct {
	b []byte
	i int
}

func (s *scanner) fail() error { return fmt.Errorf("%w at byte %d", errJSON, s.i) }

func (s *scanner) space() {
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case ' ', '\n', '\r', '\t':
			s.i++
		default:
			return
		}
	}
}

// take steps over c after any space.
func (s *scanner) take(c byte) bool {
	s.space()
	if s.i < len(s.b) && s.b[s.i] == c {
		s.i++
		return true
	}
	return false
}

// str steps over a string and returns where its inside lies.
func (s *scanner) str() (start, end int, err error) {
	if !s.take('"') {
		return 0, 0, s.fail()
	}
	start = s.i
	for s.i < len(s.b) {
		switch c := s.b[s.i]; {
		case c == '"':
			s.i++
			return start, s.i - 1, nil
		case c == '\\':
			if err := s.escape(); err != nil {
				return 0, 0, err
			}
		case c < ' ':
			return 0, 0, s.fail()
		default:
			s.i++
		}
	}
	return 0, 0, s.fail()
}

// escape steps over a backslash and what it stands before.
func (s *scanner) escape() error {
	if s.i+1 >= len(s.b) {
		return s.fail()
	}
	switch s.b[s.i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.i += 2
		return nil
	case 'u':
		if s.i+6 > len(s.b) {
			return s.fail()
		}
		for _, c := range s.b[s.i+2 : s.i+6] {
			if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f') {
				return s.fail()
			}
		}
		s.i += 6
		return nil
	}
	return s.fail()
}

// value steps over one value and returns where it lies.
func (s *scanner) value(depth int) (start, end int, err error) {
	s.space()
	start = s.i
	if s.i >= len(s.b) || depth > maxNesting {
		return 0, 0, s.fail()
	}
	switch c := s.b[s.i]; {
	case c == '"':
		_, _, err = s.str()
	case c == '{':
		err = s.object(depth, nil)
	case c == '[':
		err = s.array(depth, nil)
	case c == 't':
		err = s.word("true")
	case c == 'f':
		err = s.word("false")
	case c == 'n':
		err = s.word("null")
	default:
		err = s.number()
	}
	return start, s.i, err
}

func (s *scanner) word(w string) error {
	if len(s.b)-s.i < len(w) || string(s.b[s.i:s.i+len(w)]) != w {
		return s.fail()
	}
	s.i += len(w)
	return nil
}

func (s *scanner) number() error {
	if s.i < len(s.b) && s.b[s.i] == '-' {
		s.i++
	}
	zero := s.i < len(s.b) && s.b[s.i] == '0'
	if n := s.digits(); n == 0 || zero && n > 1 {
		return s.fail()
	}
	if s.i < len(s.b) && s.b[s.i] == '.' {
		s.i++
		if s.digits() == 0 {
			return s.fail()
		}
	}
	if s.i < len(s.b) && s.b[s.i]|0x20 == 'e' {
		s.i++
		if s.i < len(s.b) && (s.b[s.i] == '+' || s.b[s.i] == '-') {
			s.i++
		}
		if s.digits() == 0 {
			return s.fail()
		}
	}
	return nil
}

func (s *scanner) digits() (n int) {
	for s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '9' {
		s.i++
		n++
	}
	return n
}

// object steps over an object and tells found of each field.
func (s *scanner) object(depth int, found func(f field)) error {
	s.take('{')
	if s.take('}') {
		return nil
	}
	for {
		s.space()
		k0, k1, err := s.str()
		if err != nil {
			return err
		}
		if !s.take(':') {
			return s.fail()
		}
		v0, v1, err := s.value(depth + 1)
		if err != nil {
			return err
		}
		if found != nil {
			found(field{uint32(k0), uint32(k1), uint32(v0), uint32(v1)})
		}
		if s.take('}') {
			return nil
		}
		if !s.take(',') {
			return s.fail()
		}
	}
}

// array steps over an array; found steps over each element itself.
func (s *scanner) array(depth int, found func() error) error {
	s.take('[')
	if s.take(']') {
		return nil
	}
	for {
		var err error
		if found != nil {
			s.space()
			err = found()
		} else {
			_, _, err = s.value(depth + 1)
		}
		if err != nil {
			return err
		}
		if s.take(']') {
			return nil
		}
		if !s.take(',') {
			return s.fail()
		}
	}
}

// field is where one field of an object lies: its key's inside, its value.
type field struct{ key0, key1, val0, val1 uint32 }
