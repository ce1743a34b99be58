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
	s := scanner{b: body}
	s.space()
	err := s.members(0, func(key, value []byte) error {
		switch string(key) {
		case `"data"`:
			p.data = value
		case `"hasMore"`:
			more = value
		case `"nextPageToken"`:
			token = value
		}
		return nil
	})
	if err != nil {
		return page{}, err
	}
	if s.space(); s.i != len(body) {
		return page{}, s.broken()
	}
	if err := p.readItems(); err != nil {
		return page{}, err
	}
	return p, p.readEnd(more, token)
}

func (p *page) readItems() error {
	if p.data == nil || string(p.data) == "null" {
		return say.Errorf("there is no %s in it", "data")
	}
	s := scanner{b: p.data}
	return s.elements(0, func(value []byte) error {
		p.items = append(p.items, readItem(value))
		return nil
	})
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

// readItem finds an item's id and updatedTime.
func readItem(raw []byte) item {
	it := item{raw: raw}
	var odd []byte // an id under another spelling
	s := scanner{b: raw}
	_ = s.members(0, func(key, value []byte) error { // passed already: it is JSON, and no object has no members
		switch {
		case string(key) == `"id"`:
			it.id, odd = textIn(value), key[:0:0]
		case string(key) == `"updatedTime"`:
			it.updated = textIn(value)
		case odd == nil && bytes.EqualFold(key, []byte(`"id"`)):
			odd, it.id = key, textIn(value)
		}
		return nil
	})
	if len(odd) > 0 {
		copy(odd, `"id"`)
	}
	return it
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
