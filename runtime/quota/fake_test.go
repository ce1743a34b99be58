package quota

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Memory is a Shelf that dies with its process. Hold makes further holds on
// it, which are to each other as processes are.
type Memory struct {
	worker string
	common *memory
}

type memory struct {
	mu       sync.Mutex
	key      []byte
	dead     map[string]bool
	buckets  map[string]*drawer
	accounts map[string][]byte
}

// drawer is a bucket in memory.
type drawer struct {
	body  []byte
	slots []Slot   // by ID
	undo  []func() // takes back what the change under way did
}

// NewMemory returns an empty shelf.
func NewMemory() *Memory {
	m := &memory{key: []byte(rand.Text()), dead: map[string]bool{}, buckets: map[string]*drawer{}, accounts: map[string][]byte{}}
	return &Memory{worker: rand.Text(), common: m}
}

// Hold returns another hold on the same shelf.
func (m *Memory) Hold() *Memory { return &Memory{worker: rand.Text(), common: m.common} }

// Die lets the worker of this hold be dead.
func (m *Memory) Die() {
	m.common.mu.Lock()
	defer m.common.mu.Unlock()
	m.common.dead[m.worker] = true
}

// Change fulfils Shelf.
func (m *Memory) Change(_ context.Context, bucket string, f func(b Bucket) error) error {
	m.common.mu.Lock()
	defer m.common.mu.Unlock()
	d := m.common.buckets[bucket]
	if d == nil {
		d = &drawer{}
		m.common.buckets[bucket] = d
	}
	d.undo = nil
	err := f(d)
	if err != nil {
		for _, undo := range slices.Backward(d.undo) {
			undo()
		}
	}
	return err
}

// Body fulfils Bucket.
func (d *drawer) Body() ([]byte, error) { return bytes.Clone(d.body), nil }

// Keep fulfils Bucket.
func (d *drawer) Keep(body []byte) error {
	was := d.body
	d.undo = append(d.undo, func() { d.body = was })
	d.body = bytes.Clone(body)
	return nil
}

// Slots fulfils Bucket.
func (d *drawer) Slots(changed int64) ([]Slot, error) {
	var out []Slot
	for _, s := range d.slots {
		if s.Changed > changed {
			out = append(out, s)
		}
	}
	return out, nil
}

// Put fulfils Bucket.
func (d *drawer) Put(s Slot) error {
	s.left = 0
	i, known := d.find(s.ID)
	if !known {
		d.undo = append(d.undo, func() { d.slots = slices.Delete(d.slots, i, i+1) })
		d.slots = slices.Insert(d.slots, i, s)
		return nil
	}
	was := d.slots[i]
	d.undo = append(d.undo, func() { d.slots[i] = was })
	d.slots[i] = s
	return nil
}

func (d *drawer) find(id int64) (i int, known bool) {
	return slices.BinarySearchFunc(d.slots, id, func(s Slot, id int64) int { return cmp.Compare(s.ID, id) })
}

// Drop fulfils Bucket.
func (d *drawer) Drop(below int64) error {
	i, _ := d.find(below)
	was := d.slots
	d.undo = append(d.undo, func() { d.slots = was })
	d.slots = slices.Clone(d.slots[i:])
	return nil
}

// Account fulfils Shelf.
func (m *Memory) Account(_ context.Context, account string, f func(body []byte) ([]byte, error)) error {
	m.common.mu.Lock()
	defer m.common.mu.Unlock()
	kept, err := f(bytes.Clone(m.common.accounts[account]))
	if err == nil && kept != nil {
		m.common.accounts[account] = kept
	}
	return err
}

// Forget fulfils Shelf.
func (m *Memory) Forget(_ context.Context, prefix string) error {
	m.common.mu.Lock()
	defer m.common.mu.Unlock()
	maps.DeleteFunc(m.common.buckets, func(name string, _ *drawer) bool { return strings.HasPrefix(name, prefix) })
	maps.DeleteFunc(m.common.accounts, func(name string, _ []byte) bool { return strings.HasPrefix(name, prefix) })
	return nil
}

// Hash fulfils Shelf.
func (m *Memory) Hash(data []byte) string {
	mac := hmac.New(sha256.New, m.common.key)
	mac.Write(data)
	return hex.EncodeToString(mac.Sum(nil))
}

// Worker fulfils Shelf.
func (m *Memory) Worker() string { return m.worker }

// Alive fulfils Shelf. It is called within Change, too.
func (m *Memory) Alive(worker string) bool { return !m.common.dead[worker] }
