package journal

import (
	"encoding/binary"
	"errors"
	"math"
	"time"
)

// errCut says that bytes are no message: they end too early, go on too long, or
// their fields are not in order.
var errCut = errors.New("journal: this is no entry, or it was damaged")

// coder goes over the fields of a message, writing or reading them: one
// description serves both ways, so that they cannot differ.
//
// A message is a row of fields in the order of their numbers, each its number,
// its length and its bytes. A field that is zero is left out; one that is not
// known is stepped over.
type coder struct {
	out     []byte // what was written
	reading bool
	in      []byte // what is left to read
	last    uint64 // the number of the field read last
	err     error
}

// write returns the message of v.
func write[T any](v *T, fields func(*coder, *T)) []byte {
	c := &coder{}
	fields(c, v)
	return c.out
}

// read fills v from a message.
func read[T any](message []byte, v *T, fields func(*coder, *T)) error {
	c := &coder{reading: true, in: message}
	fields(c, v)
	c.find(math.MaxUint64) // what follows is not known, but must be fields
	return c.err
}

func (c *coder) put(number uint64, content []byte) {
	c.out = binary.AppendUvarint(c.out, number)
	c.out = binary.AppendUvarint(c.out, uint64(len(content)))
	c.out = append(c.out, content...)
}

// find returns the content of a field, stepping over those with lower numbers.
func (c *coder) find(number uint64) ([]byte, bool) {
	for c.err == nil && len(c.in) > 0 {
		next, n := binary.Uvarint(c.in)
		if n <= 0 || next <= c.last {
			c.err = errCut
			return nil, false
		}
		if next > number {
			return nil, false
		}
		content, rest, err := chunk(c.in[n:])
		if err != nil {
			c.err = err
			return nil, false
		}
		c.in, c.last = rest, next
		if next == number {
			return content, true
		}
	}
	return nil, false
}

// chunk splits bytes that begin with their length from the rest. They are never nil.
func chunk(b []byte) (content, rest []byte, err error) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return nil, nil, errCut
	}
	end := n + int(size)
	return b[n:end:end], b[end:], nil
}

// raw is a field of bytes. Nil and empty differ.
func raw[T ~[]byte](c *coder, number uint64, v *T) {
	if !c.reading {
		if *v != nil {
			c.put(number, *v)
		}
		return
	}
	if content, ok := c.find(number); ok {
		*v = content
	}
}

// text is a field of text.
func text[T ~string](c *coder, number uint64, v *T) {
	if !c.reading {
		if *v != "" {
			c.put(number, []byte(*v))
		}
		return
	}
	if content, ok := c.find(number); ok {
		*v = T(content)
	}
}

// number is a field of a whole number.
func number[T ~int | ~int64 | ~uint8](c *coder, field uint64, v *T) {
	if !c.reading {
		if *v != 0 {
			c.put(field, binary.AppendVarint(nil, int64(*v)))
		}
		return
	}
	if n, ok := c.findNumber(field); ok {
		if *v = T(n); int64(*v) != n {
			c.err = errCut
		}
	}
}

func (c *coder) findNumber(field uint64) (int64, bool) {
	content, ok := c.find(field)
	if !ok {
		return 0, false
	}
	n, size := binary.Varint(content)
	if size <= 0 || size != len(content) {
		c.err = errCut
		return 0, false
	}
	return n, true
}

// yesNo is a field of yes or no.
func yesNo(c *coder, field uint64, v *bool) {
	var n int
	if *v {
		n = 1
	}
	number(c, field, &n)
	*v = n != 0
}

// instant is a field of a time, to the millisecond; the zero time is left out.
func instant(c *coder, field uint64, v *time.Time) {
	if !c.reading {
		if !v.IsZero() {
			c.put(field, binary.AppendVarint(nil, v.UnixMilli()))
		}
		return
	}
	if ms, ok := c.findNumber(field); ok {
		*v = time.UnixMilli(ms).UTC()
	}
}

// part is a field of a message within the message, left out when it is empty.
func part[T any](c *coder, number uint64, v *T, fields func(*coder, *T)) {
	if !c.reading {
		if content := write(v, fields); len(content) > 0 {
			c.put(number, content)
		}
		return
	}
	if content, ok := c.find(number); ok {
		c.fail(read(content, v, fields))
	}
}

// optional is a field of a message that may be nil.
func optional[T any](c *coder, number uint64, v **T, fields func(*coder, *T)) {
	if !c.reading {
		if *v != nil {
			c.put(number, write(*v, fields))
		}
		return
	}
	if content, ok := c.find(number); ok {
		*v = new(T)
		c.fail(read(content, *v, fields))
	}
}

// list is a field of several messages, each after its length. Nil and empty differ.
func list[T any](c *coder, number uint64, v *[]T, fields func(*coder, *T)) {
	if !c.reading {
		if *v != nil {
			c.put(number, writeList(*v, fields))
		}
		return
	}
	content, ok := c.find(number)
	if !ok {
		return
	}
	*v = []T{}
	for c.err == nil && len(content) > 0 {
		item, rest, err := chunk(content)
		var one T
		if err == nil {
			err = read(item, &one, fields)
		}
		c.fail(err)
		*v, content = append(*v, one), rest
	}
}

func writeList[T any](items []T, fields func(*coder, *T)) []byte {
	var out []byte
	for i := range items {
		item := write(&items[i], fields)
		out = binary.AppendUvarint(out, uint64(len(item)))
		out = append(out, item...)
	}
	return out
}

func (c *coder) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}
