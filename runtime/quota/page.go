package quota

import (
	"encoding/json"
	"slices"
	"time"

	"dandori/runtime/say"
)

// pageVersion is that of the ledger file's format.
const pageVersion = 1

// page is the content of a ledger file.
type page struct {
	Version int               `json:"version"`
	LastID  int64             `json:"lastId"`
	Slots   []slot            `json:"slots"`
	Brake   brake             `json:"brake"`
	Tokens  map[string]sealed `json:"tokens"` // by the fingerprint of the credentials

	Lost time.Time `json:"-"` // in place of a file that could not be read: when it was last written
}

// sealed is an access token at rest.
type sealed struct {
	Secret   []byte        `json:"secret"` // encrypted
	Got      time.Time     `json:"got"`
	Lifetime time.Duration `json:"lifetime"`
}

// parsePage reads a ledger file. newer says that it is from a newer dandori.
func parsePage(data []byte) (p *page, newer bool, err error) {
	p = &page{}
	if err := json.Unmarshal(data, p); err != nil {
		return nil, false, err
	}
	if p.Version > pageVersion {
		return nil, true, nil
	}
	if !p.sound() {
		return nil, false, say.Errorf("it is no ledger of dandori")
	}
	return p, false, nil
}

const longestSound = 24 * time.Hour // no stop after a 429 is longer

// sound reports whether p can have been written by dandori.
func (p *page) sound() bool {
	k := p.Brake
	if p.Version < 1 || p.LastID < 0 || k.InARow < 0 || k.Lowered < 0 || k.Lowered > mostLowered || k.Until.Sub(k.Last) > longestSound {
		return false
	}
	return !slices.ContainsFunc(p.Slots, func(s slot) bool { return s.ID < 0 || s.ID > p.LastID || s.Sent.IsZero() })
}

// newPage returns an empty page. Its numbers begin where no other page's are,
// for there may be holders of slots of a page that was lost.
func newPage(now time.Time) *page { return &page{Version: pageVersion, LastID: now.UnixMicro()} }

func (p *page) keep(b *book) { p.Slots, p.Brake, p.LastID = b.slots, b.brake, b.lastID }

// settle brings times that lie ahead of now back to now: the clock stepped
// back. It reports whether there were any.
func (p *page) settle(now time.Time, hold time.Duration) bool {
	moved := false
	back := func(t *time.Time, most time.Time) {
		if t.After(most) {
			*t, moved = most, true
		}
	}
	for i := range p.Slots {
		back(&p.Slots[i].Sent, now)
		back(&p.Slots[i].Answered, now)
		back(&p.Slots[i].Deadline, now.Add(hold))
	}
	for name, t := range p.Tokens {
		if t.Got.After(now) {
			t.Got, moved = now, true // it may be older than it looks; then the vendor refuses it
			p.Tokens[name] = t
		}
	}
	if stop := p.Brake.Until.Sub(p.Brake.Last); p.Brake.Last.After(now) {
		p.Brake.Last, p.Brake.Until, moved = now, now.Add(stop), true
	}
	return moved
}
