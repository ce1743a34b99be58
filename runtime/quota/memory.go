package quota

import (
	"bytes"
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
	slots map[int64]Slot
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
	}
	copied := &drawer{body: d.body, slots: maps.Clone(d.slots)}
	if err := f(copied); err != nil {
		return err
	}
	m.common.buckets[bucket] = copied
	return nil
}

// Body fulfils Bucket.
func (d *drawer) Body() ([]byte, error) { return bytes.Clone(d.body), nil }

// Keep fulfils Bucket.
func (d *drawer) Keep(body []byte) error {
	d.body = bytes.Clone(body)
	return nil
}

// Slots fulfils Bucket.
func (d *drawer) Slots(changed int64) ([]Slot, error) {
	var out []Slot
	for _, id := range slices.Sorted(maps.Keys(d.slots)) {
		if s := d.slots[id]; s.Changed > changed {
			out = append(out, s)
		}
	}
	return out, nil
}

// Put fulfils Bucket.
func (d *drawer) Put(s Slot) error {
	if d.slots == nil {
		d.slots = map[int64]Slot{}
	}
	s.left = 0
	d.slots[s.ID] = s
	return nil
}

// Drop fulfils Bucket.
func (d *drawer) Drop(below int64) error {
	maps.DeleteFunc(d.slots, func(id int64, _ Slot) bool { return id < below })
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
