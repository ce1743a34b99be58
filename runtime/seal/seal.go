// Package seal encrypts what is kept about people: bodies of requests and
// answers, params, logs, tokens. It knows keys, not where they come from.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"dandori/runtime/say"
)

const (
	keyBytes = 32
	idBytes  = 4
	prefix   = "dandori-key-1:" // of a key written down, with its format
)

// ErrUnsealed says that none of the keys opens it, or that it was changed.
var ErrUnsealed = say.Errorf("what is sealed there was changed, or sealed with another key")

// Key is the secret from which everything is encrypted.
type Key struct{ secret [keyBytes]byte }

// NewKey returns a key that nobody has.
func NewKey() Key {
	var k Key
	_, _ = rand.Read(k.secret[:]) // never fails (crypto/rand)
	return k
}

// ParseKey reads what String wrote. Space around it does not matter.
func ParseKey(text string) (Key, error) {
	var k Key
	encoded, ok := strings.CutPrefix(strings.TrimSpace(text), prefix)
	secret, err := base64.RawURLEncoding.DecodeString(encoded)
	if !ok || err != nil || len(secret) != keyBytes {
		return k, say.Errorf("this is no key of dandori: one begins with %s and has %d letters after that", prefix, base64.RawURLEncoding.EncodedLen(keyBytes))
	}
	copy(k.secret[:], secret)
	return k, nil
}

// String returns the key as it is written down. It must not reach a log.
func (k Key) String() string { return prefix + base64.RawURLEncoding.EncodeToString(k.secret[:]) }

// ID names the key without telling it.
func (k Key) ID() string { return hex.EncodeToString(k.derive("dandori key id", idBytes)) }

func (k Key) derive(purpose string, n int) []byte {
	out, err := hkdf.Key(sha256.New, k.secret[:], nil, purpose, n)
	if err != nil {
		panic(err) // only for lengths that no hash has
	}
	return out
}

// Hash returns a keyed hash of data in hex: it names data without telling
// anything about them to whoever lacks the key.
func (k Key) Hash(data []byte) string {
	mac := hmac.New(sha256.New, k.derive("dandori hash", keyBytes))
	mac.Write(data)
	return hex.EncodeToString(mac.Sum(nil))
}

// Box seals with one key and opens with several.
type Box struct {
	current string
	keys    map[string]cipher.AEAD
}

// NewBox returns a box that seals with current, and opens what older ones sealed, too.
func NewBox(current Key, older ...Key) *Box {
	b := &Box{current: string(current.derive("dandori key id", idBytes)), keys: map[string]cipher.AEAD{}}
	for _, k := range append([]Key{current}, older...) {
		b.keys[string(k.derive("dandori key id", idBytes))] = k.aead()
	}
	return b
}

func (k Key) aead() cipher.AEAD {
	block, err := aes.NewCipher(k.derive("dandori seal", keyBytes))
	if err != nil {
		panic(err) // only for lengths of keys that AES lacks
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return aead
}

// Seal encrypts plain. about names what it is (a table and a row), so that it
// cannot be put in the place of something else. Nil stays nil.
func (b *Box) Seal(plain []byte, about string) []byte {
	if plain == nil {
		return nil
	}
	out := make([]byte, idBytes, idBytes+len(plain)+b.keys[b.current].Overhead())
	copy(out, b.current)
	return b.keys[b.current].Seal(out, nil, plain, []byte(about))
}

// Open decrypts what Seal made of the same about.
func (b *Box) Open(sealed []byte, about string) ([]byte, error) {
	if sealed == nil {
		return nil, nil
	}
	if len(sealed) < idBytes {
		return nil, ErrUnsealed
	}
	aead, ok := b.keys[string(sealed[:idBytes])]
	if !ok {
		return nil, ErrUnsealed
	}
	plain, err := aead.Open(nil, nil, sealed[idBytes:], []byte(about))
	if err != nil {
		return nil, ErrUnsealed
	}
	return plain, nil
}

// Current reports whether sealed was sealed with the box's first key.
func (b *Box) Current(sealed []byte) bool {
	return len(sealed) >= idBytes && string(sealed[:idBytes]) == b.current
}

// ID names the key that the box seals with, as Key.ID does.
func (b *Box) ID() string { return hex.EncodeToString([]byte(b.current)) }

// Opens reports whether the box has the key that goes by this ID.
func (b *Box) Opens(id string) bool {
	raw, err := hex.DecodeString(id)
	return err == nil && b.keys[string(raw)] != nil
}

// With returns a box that seals with k, and opens what b opens, too.
func (b *Box) With(k Key) *Box {
	with := NewBox(k)
	for id, aead := range b.keys {
		if with.keys[id] == nil {
			with.keys[id] = aead
		}
	}
	return with
}
