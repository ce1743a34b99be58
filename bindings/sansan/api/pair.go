package api

import "bytes"

// Pair is a card of a page: its id and when it was updated last, as the vendor
// sent them ("" for what it lacks), and the whole record.
type Pair struct {
	ID, Updated string
	Raw         []byte
}

// Pairs returns the cards of a page that a Walk gave.
func Pairs(page []byte) ([]Pair, error) {
	var all []Pair
	s := &scanner{b: page}
	s.space()
	err := s.elements(func() error {
		it, err := readItem(s)
		all = append(all, Pair{it.id, it.updated, it.raw})
		return err
	})
	return all, err
}

// Page is the page of these cards.
func Page(all []Pair) []byte {
	raw := make([][]byte, len(all))
	for i, p := range all {
		raw[i] = p.Raw
	}
	return append(append([]byte("["), bytes.Join(raw, []byte(","))...), ']')
}
