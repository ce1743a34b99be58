package sandbox

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"dandori/bindings/simulator"
)

// listCards is 名刺 Set 取得(期間指定).
func (s *Sandbox) listCards(r *request) (*reply, *refusal) {
	return s.list(r, "bizCards", func(v url.Values) ([]item, *refusal) {
		from, _ := time.Parse(time.RFC3339, v.Get("updatedFrom"))
		to, _ := time.Parse(time.RFC3339, v.Get("updatedTo"))
		if to.Before(from) {
			return nil, bad(codeInvalid, "updatedTo", "updatedTo is before updatedFrom.")
		}
		if !s.options.Variants.HalfOpen {
			to = to.Add(time.Second)
		}
		return s.pick(r.key, v, func(c *card) bool { return !c.updated.Before(from) && c.updated.Before(to) }), nil
	})
}

// searchCards is 名刺 Set 取得(条件指定).
func (s *Sandbox) searchCards(r *request) (*reply, *refusal) {
	return s.list(r, "bizCards/search", func(v url.Values) ([]item, *refusal) {
		tags, refused := s.wantedTags(v)
		if refused != nil {
			return nil, refused
		}
		return s.pick(r.key, v, func(c *card) bool {
			return s.tagged(c, r.key, tags) && (!searchesText(v) || matchesText(v, s.text(c)))
		}), nil
	})
}

func searchesText(v url.Values) bool {
	return v.Has("companyName") || v.Has("name") || v.Has("email") || v.Has("tel") || v.Has("mobile")
}

// matchesText compares as the document says: partial, but name from its beginning and email whole.
func matchesText(v url.Values, t cardText) bool {
	email := v.Get("email")
	return strings.Contains(t.company, v.Get("companyName")) &&
		strings.HasPrefix(t.last+t.first, v.Get("name")) &&
		(email == "" || email == t.email) &&
		strings.Contains(t.tel, v.Get("tel")) &&
		strings.Contains(t.mobile, v.Get("mobile"))
}

// pick returns the cards that want lets through, of those that the common
// parameters range over, in their order.
func (s *Sandbox) pick(k *key, v url.Values, want func(*card) bool) []item {
	mine, past, statuses := v.Get("range") == "me", v.Get("includePastBizCards") == "true", v["entryStatus"]
	gone := s.organisation.goneOwners()
	var picked []*card
	for _, c := range s.cards {
		seen := (!mine || c.owner == k.user) && (past || !c.past()) && slices.Contains(statuses, c.status)
		if seen && !gone[c.owner] && want(c) {
			picked = append(picked, c)
		}
	}
	order, descending := v.Get("orderBy"), v.Get("orderDirection") == "desc"
	slices.SortStableFunc(picked, func(a, b *card) int {
		if descending {
			a, b = b, a
		}
		return a.by(order).Compare(b.by(order))
	})
	items := make([]item, len(picked))
	for i, c := range picked {
		items[i] = c
	}
	return items
}

// find returns the card with an id, nil when nobody has it.
func (s *Sandbox) find(id string) *card {
	n, ok := s.ids.number(cardID, id)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !ok || n >= len(s.cards) || s.organisation.goneOwners()[s.cards[n].owner] {
		return nil
	}
	return s.cards[n]
}

// newest returns the card that c is merged into.
func (s *Sandbox) newest(c *card) *card {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cards[c.newest]
}

// single answers one object, wrapped when the variant wants it.
func (s *Sandbox) single(b []byte) *reply {
	if s.options.Variants.Item {
		b = append(append([]byte(`{"item":`), b...), '}')
	}
	return answerBytes("application/json", b)
}

// getCard is 名刺情報: of a merged card, the newest with the same owner.
func (s *Sandbox) getCard(r *request) (*reply, *refusal) {
	c := s.find(r.id)
	if c == nil {
		return nil, s.unknown("id")
	}
	return s.single(s.newest(c).append(nil, s)), nil
}

// getPerson is 人物取得: the newest card of all owners.
func (s *Sandbox) getPerson(r *request) (*reply, *refusal) {
	p, ok := s.ids.number(personID, r.id)
	head := s.head(p)
	if !ok || head == nil {
		return nil, s.unknown("id")
	}
	b := append([]byte(`{"id":"`), r.id...)
	b = head.append(append(b, `","headBizCard":`...), s)
	return s.single(append(b, '}')), nil
}

// head returns the newest card of a person.
func (s *Sandbox) head(person int) *card {
	s.mu.Lock()
	defer s.mu.Unlock()
	gone := s.organisation.goneOwners()
	var head *card
	for _, c := range s.cards {
		if c.person == person && !gone[c.owner] && (head == nil || !c.exchanged.Before(head.exchanged)) {
			head = c
		}
	}
	return head
}

func orderedToDie(r *request) bool { return simulator.Ordered(r.Request) == simulator.TokenDies }
