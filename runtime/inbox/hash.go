package inbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"sync"

	"dandori/runtime/call"
)

// memory holds the hashes of files that have not changed since.
type memory struct {
	mu    sync.Mutex
	known map[string]hashed
}

type hashed struct {
	stamp stamp
	hash  string
}

func (m *memory) get(name string, s stamp) (string, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	h, ok := m.known[name]
	return h.hash, ok && h.stamp.is(s)
}

func (m *memory) put(name string, h hashed) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.known[name] = h
}

func (m *memory) drop(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.known, name)
}

// errMoving says that a file changed while it was read.
var errMoving = errors.New("inbox: the file is still changing")

// hash returns the file's content's SHA-256, from memory when the file is what it was.
func (i *Inbox) hash(ctx context.Context, root *os.Root, name, real string) (hashed, error) {
	info, err := root.Stat(real)
	if err != nil {
		return hashed{}, err
	}
	if h, ok := i.hashes.get(name, stampOf(info)); ok {
		return hashed{stampOf(info), h}, nil
	}
	h, err := hashFile(ctx, root, real)
	if err == nil {
		i.hashes.put(name, h)
	}
	return h, err
}

// hashFile reads the file piece by piece, whatever its size.
func hashFile(ctx context.Context, root *os.Root, real string) (hashed, error) {
	file, err := root.Open(real)
	if err != nil {
		return hashed{}, err
	}
	defer file.Close()
	before, err := file.Stat()
	if err != nil {
		return hashed{}, err
	}
	if !before.Mode().IsRegular() {
		return hashed{}, call.New(call.PlainError, "%s is not a file", real)
	}
	sum := sha256.New()
	if _, err := io.CopyBuffer(struct{ io.Writer }{sum}, patient{ctx, file}, make([]byte, 256<<10)); err != nil {
		return hashed{}, err
	}
	after, err := file.Stat()
	if err != nil {
		return hashed{}, err
	}
	there, err := root.Stat(real)
	if err != nil {
		return hashed{}, err
	}
	was := stampOf(before)
	if !was.is(stampOf(after)) || !was.still(stampOf(there)) {
		return hashed{}, errMoving
	}
	return hashed{was, hex.EncodeToString(sum.Sum(nil))}, nil
}

// patient is a reader that ends with its context.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p patient) Read(b []byte) (int, error) {
	if p.ctx.Err() != nil {
		return 0, context.Cause(p.ctx)
	}
	return p.r.Read(b)
}
