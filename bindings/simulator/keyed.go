package simulator

import "slices"

// Keyed is a list that keeps the order in which its items came and finds them by a key.
type Keyed[K comparable, T any] struct {
	Key   func(T) K
	List  []T
	ByKey map[K]T
}

// NewKeyed returns the list of these items, whose keys must differ.
func NewKeyed[K comparable, T any](key func(T) K, items ...T) Keyed[K, T] {
	k := Keyed[K, T]{Key: key, ByKey: map[K]T{}}
	for _, item := range items {
		k.Add(item)
	}
	return k
}

// Has reports whether there is an item with that key.
func (k *Keyed[K, T]) Has(key K) bool {
	_, ok := k.ByKey[key]
	return ok
}

// Add appends an item; its key must be new.
func (k *Keyed[K, T]) Add(item T) {
	k.List = append(k.List, item)
	k.ByKey[k.Key(item)] = item
}

// Remove takes away the items that are gone.
func (k *Keyed[K, T]) Remove(gone func(T) bool) {
	k.List = slices.DeleteFunc(k.List, func(item T) bool {
		if !gone(item) {
			return false
		}
		delete(k.ByKey, k.Key(item))
		return true
	})
}
