package api

import "hash/fnv"

// register remembers which ids were handed out, in 16 bytes each.
type register struct{ keys map[[16]byte]struct{} }

func newRegister() *register { return &register{map[[16]byte]struct{}{}} }

func keyOf(id string) (key [16]byte) {
	h := fnv.New128a()
	_, _ = h.Write([]byte(id)) // never fails
	h.Sum(key[:0])
	return key
}

// add remembers id; "" is no id.
func (r *register) add(id string) {
	if id != "" {
		r.keys[keyOf(id)] = struct{}{}
	}
}

func (r *register) has(id string) bool {
	_, ok := r.keys[keyOf(id)]
	return ok
}
