package sandbox

import (
	"sync/atomic"
	"time"

	"dandori/bindings/simulator"
)

// card is one business card: what cannot be made again from its number.
type card struct {
	n                              int
	owner                          int // number of the user
	person                         int // cards of one person (名寄せ) share the number
	status                         string
	registered, completed, updated time.Time // completed is zero while the entry is not done
	exchanged                      time.Time // a day; zero when blank
	typed                          bool      // isUserCreated
	newest                         int       // the newest card of that person and owner; n itself when it is not past
	touched                        bool
	encoded                        atomic.Pointer[[]byte] // with Options.Cache
}

// owner is the user object of cards and tags.
type owner struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

// company is where cards come from.
type company struct {
	simulator.Company
	simulator.Address
}

// seedCompanies makes an eighth as many companies as cards, and a few.
func (s *Sandbox) seedCompanies() []company {
	all := make([]company, s.options.Size/8+5)
	for i := range all {
		all[i] = company{s.people.Company(i), s.people.Address(i)}
	}
	return all
}

// seedCards makes the cards, oldest update first.
func (s *Sandbox) seedCards() []*card {
	cards := make([]*card, s.options.Size)
	step := 360 * 24 * time.Hour / time.Duration(max(len(cards), 1))
	for n := range cards {
		updated := s.options.Newest.Add(-time.Duration(len(cards)-1-n) * step).Truncate(time.Second).In(jst)
		cards[n] = s.seedCard(n, updated)
	}
	for _, c := range cards {
		if base, sameOwner, merged := mergedInto(c.n); merged {
			c.person = cards[base].person
			if sameOwner {
				c.owner = cards[base].owner
			}
		}
	}
	markNewest(cards)
	return cards
}

func (s *Sandbox) seedCard(n int, updated time.Time) *card {
	dice := dice(s.options.Seed, n)
	days := time.Duration(dice(90)) * 24 * time.Hour
	c := &card{n: n, person: n, newest: n, status: "completed", updated: updated}
	c.registered = updated.Add(-days - time.Duration(dice(3600))*time.Second)
	c.completed = c.registered.Add(updated.Sub(c.registered) / 2).Truncate(time.Second)
	c.exchanged = c.registered.AddDate(0, 0, -dice(10))
	c.typed = dice(10) == 0
	switch o := dice(10); {
	case o < 4:
		c.owner = 0
	case o < 6:
		c.owner = 1
	default:
		c.owner = 2 + dice(s.options.Users-2)
	}
	switch e := dice(40); {
	case e == 0:
		c.status, c.completed, c.typed = "processing", time.Time{}, false
	case e == 1:
		c.status, c.completed, c.typed = "unreadable", time.Time{}, false
	}
	if dice(30) == 0 {
		c.exchanged = time.Time{}
	}
	return c
}

// mergedInto says which earlier card shows the same person as card n, if any,
// and whether one user owns both.
func mergedInto(n int) (base int, sameOwner, merged bool) {
	switch {
	case n%11 == 10:
		return n - 1, true, true
	case n%13 == 12:
		return n - 2, false, true
	default:
		return 0, false, false
	}
}

// markNewest finds, for each person and owner, the newest card: the one exchanged last.
func markNewest(cards []*card) {
	type group struct{ person, owner int }
	newest := map[group]*card{}
	for _, c := range cards {
		g := group{c.person, c.owner}
		if best := newest[g]; best == nil || !c.exchanged.Before(best.exchanged) {
			newest[g] = c
		}
	}
	for _, c := range cards {
		c.newest = newest[group{c.person, c.owner}].n
	}
}

func (c *card) past() bool { return c.newest != c.n }

// by returns the time that orderBy orders by.
func (c *card) by(order string) time.Time {
	switch order {
	case "registeredAt":
		return c.registered
	case "completedAt":
		return c.completed
	default:
		return c.updated
	}
}

// dice returns a source of small numbers that is always the same for one n.
func dice(seed uint64, n int) func(sides int) int {
	x := seed ^ uint64(n)*spread
	return func(sides int) int {
		x += spread
		z := (x ^ x>>30) * 0xBF58476D1CE4E5B9
		z = (z ^ z>>27) * 0x94D049BB133111EB
		return int((z ^ z>>31) >> 1 % uint64(sides))
	}
}

// Touch updates card n (by age, from 0) as if somebody had edited its memo at
// the time given. Walks under way do not see it.
func (s *Sandbox) Touch(n int, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.touches = append(s.touches, touch{Card: n, At: at})
	s.cards[n] = s.cards[n].touch(at)
}

// touch is one change of a card.
type touch struct {
	Card int       `json:"card"`
	At   time.Time `json:"at"`
}

func (c *card) touch(at time.Time) *card {
	return &card{
		n: c.n, owner: c.owner, person: c.person, status: c.status, typed: c.typed, newest: c.newest,
		registered: c.registered, completed: c.completed, exchanged: c.exchanged,
		updated: at.Truncate(time.Second).In(jst), touched: true,
	}
}

// cardsAfter returns the cards as they were after so many touches.
func (s *Sandbox) cardsAfter(touches []touch) []*card {
	cards := s.seedCards()
	for _, t := range touches {
		cards[t.Card] = cards[t.Card].touch(t.At)
	}
	return cards
}
