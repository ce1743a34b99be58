package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// ListCards walks over the cards that were updated in a period.
func (c *Client) ListCards(p Period) *Walk {
	if p.OrderBy == "" {
		p.OrderBy = UpdatedAt
	}
	if p.OrderDirection == "" {
		p.OrderDirection = Ascending
	}
	return c.walkPeriod(p)
}

// SearchCards walks over the cards that meet conditions.
func (c *Client) SearchCards(s Search) *Walk {
	if s.OrderBy == "" {
		s.OrderBy = RegisteredAt
	}
	if s.OrderDirection == "" {
		s.OrderDirection = Descending
	}
	if !s.hasCondition() {
		c.Notice(say.T("bizCards.search without a condition walks over every card; bizCards.list can go on after an interruption and is the better choice for that."))
	}
	return c.walk(searchCards, []string{"bizCards", "search"}, s.query())
}

// CardTags walks over the tags of one card.
func (c *Client) CardTags(id string, pageSize int) *Walk {
	return c.walk(listCardTags, []string{"bizCards", id, "tags"}, url.Values{"limit": {limit(pageSize)}})
}

// ListTags walks over the tags. The document allows several types in one
// request but does not show how they are written; one request a type leaves nothing to guess.
func (c *Client) ListTags(t TagQuery) *Walk {
	return c.walk(listTags, []string{"tags"}, t.queries()...)
}

// Card returns one card as the vendor sent it. A card that was merged into a
// newer one (名寄せ) answers with that one's id, which is said.
func (c *Client) Card(ctx context.Context, id string) (json.RawMessage, error) {
	raw, err := c.object(ctx, getCard, "bizCards", id)
	if err != nil {
		return nil, err
	}
	if got := idOf(raw); !strings.EqualFold(got, id) {
		c.Notice(say.T("Card %s was merged into card %s, which is what Sansan answered; use the new id for its image and tags.", id, got))
	}
	return raw, nil
}

// Person returns one person, {id, headBizCard}, as the vendor sent it.
func (c *Client) Person(ctx context.Context, id string) (json.RawMessage, error) {
	return c.object(ctx, getPerson, "persons", id)
}

// Image returns one side of a card as a JPEG, nil when the card has no such
// side. The vendor answers 404 to that and to an unknown card alike; so on a
// 404 the card itself is asked for, which fails for an unknown one.
func (c *Client) Image(ctx context.Context, id, side string) ([]byte, error) {
	var jpeg []byte
	err := c.send(ctx, ask{
		op:    getImage,
		path:  []string{"bizCards", id, "image"},
		query: url.Values{"side": {side}},
	}, func(a answer) error {
		if a.body != nil && !bytes.HasPrefix(a.body, []byte{0xff, 0xd8}) {
			return say.Errorf("it is no JPEG but %s", a.mime)
		}
		jpeg = a.body
		return nil
	})
	if !isStatus(err, http.StatusNotFound) {
		return jpeg, err
	}
	_, err = c.object(ctx, getImage, "bizCards", id)
	return nil, err
}

// object asks for a single object. The document shows it bare; clients of
// other versions have met {item: {…}}, so that is taken off.
func (c *Client) object(ctx context.Context, op call.Operation, path ...string) (json.RawMessage, error) {
	var raw json.RawMessage
	err := c.send(ctx, ask{op: op, path: path}, func(a answer) (err error) {
		raw, err = unwrapped(a.body)
		return err
	})
	return raw, err
}

// unwrapped is the object in body, without an envelope named item.
func unwrapped(body []byte) (json.RawMessage, error) {
	s := &scanner{b: body}
	outer, err := readItem(s)
	if err == nil && s.i != len(body) {
		err = s.broken()
	}
	if err != nil || outer.id != "" {
		return outer.raw, err
	}
	var envelope struct{ Item json.RawMessage }
	if json.Unmarshal(body, &envelope) == nil {
		inner, err := readItem(&scanner{b: envelope.Item})
		if err == nil && inner.id != "" {
			return inner.raw, nil
		}
	}
	return nil, say.Errorf("there is no %s in it", "id")
}

// idOf is the id of an object that was read before.
func idOf(raw json.RawMessage) string {
	it, _ := readItem(&scanner{b: raw}) // JSON already
	return it.id
}

func isStatus(err error, status int) bool {
	var e *call.Error
	return errors.As(err, &e) && e.Class == call.VendorError && e.Status == status
}

// isCode reports whether err is a 400 with the vendor's code.
func isCode(err error, code string) bool {
	var e *call.Error
	return isStatus(err, http.StatusBadRequest) && errors.As(err, &e) && strings.EqualFold(e.Code, code)
}
