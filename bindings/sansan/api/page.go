package api

import (
	"bytes"
	"encoding/json"

	"dandori/runtime/say"
)

// page is one answer of a list endpoint: the items as the vendor sent them.
type page struct {
	items []item
	data  []byte // the array that the items lie in
	more  bool
	token string // where more is
}

// item is one element of a page.
type item struct {
	raw     []byte
	id      string // "" when it has none
	updated string // updatedTime as sent; "" when it has none
}

// parsePage finds data, hasMore and nextPageToken in body in one pass, and the
// id and updatedTime of each item. Records are not decoded: their bytes go to
// whoever wants them. An id spelt "Id", as the document's tags have it, is
// respelt in place; body must not be used for anything else afterwards.
func parsePage(body []byte) (page, error) {
	var p page
	var more, token json.RawMessage
	s := &scanner{b: body}
	s.space()
	err := s.members(func(key []byte) (err error) {
		switch string(key) {
		case `"data"`:
			err = p.readData(s)
		case `"hasMore"`:
			more, err = s.value(1)
		case `"nextPageToken"`:
			token, err = s.value(1)
		default:
			err = s.skip(1)
		}
		return err
	})
	if err != nil {
		return page{}, err
	}
	if s.space(); s.i != len(body) {
		return page{}, s.broken()
	}
	if p.data == nil {
		return page{}, say.Errorf("there is no %s in it", "data")
	}
	return p, p.readEnd(more, token)
}

// readData passes the array of items; null is none.
func (p *page) readData(s *scanner) error {
	s.space()
	if s.peek() == 'n' {
		return s.skip(1)
	}
	start := s.i
	p.items = nil
	err := s.elements(func() error {
		it, err := readItem(s)
		p.items = append(p.items, it)
		return err
	})
	p.data = s.b[start:s.i:s.i]
	s.space()
	return err
}

// readEnd settles whether there is another page: hasMore decides; where it is
// missing, the token does. More without a token would end the list early and
// in silence, so it is an error.
func (p *page) readEnd(more, token json.RawMessage) error {
	if token != nil && json.Unmarshal(token, &p.token) != nil {
		return say.Errorf("%s is no text", "nextPageToken")
	}
	p.more = p.token != ""
	if more != nil && string(more) != "null" && json.Unmarshal(more, &p.more) != nil {
		return say.Errorf("%s is neither true nor false", "hasMore")
	}
	if p.more && p.token == "" {
		return say.Errorf("hasMore is true, but there is no nextPageToken to ask for more with")
	}
	return nil
}

// readItem passes an item and finds its id and updatedTime.
func readItem(s *scanner) (item, error) {
	s.space()
	start := s.i
	var it item
	if s.peek() != '{' {
		raw, err := s.value(2)
		return item{raw: raw}, err
	}
	var odd []byte // the key of an id under another spelling
	err := s.members(func(key []byte) error {
		value, err := s.value(3)
		switch {
		case err != nil:
		case string(key) == `"id"`:
			it.id, odd = textIn(value), key[:0]
		case string(key) == `"updatedTime"`:
			it.updated = textIn(value)
		case odd == nil && len(key) == len(`"id"`) && bytes.EqualFold(key, []byte(`"id"`)):
			it.id, odd = textIn(value), key
		}
		return err
	})
	copy(odd, `"id"`[:len(odd)])
	it.raw = s.b[start:s.i:s.i]
	s.space()
	return it, err
}

// textIn is the text of a JSON string, "" of anything else but a number.
func textIn(value []byte) string {
	if len(value) < 2 || value[0] != '"' {
		if json.Valid(value) && (value[0] == '-' || value[0] >= '0' && value[0] <= '9') {
			return string(value)
		}
		return ""
	}
	if bytes.IndexByte(value, '\\') < 0 {
		return string(value[1 : len(value)-1])
	}
	var s string
	_ = json.Unmarshal(value, &s) // a string that was passed already
	return s
}
