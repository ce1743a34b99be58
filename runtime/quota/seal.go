package quota

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
)

const (
	keyBytes         = 32
	fingerprintBytes = 8
)

// seal encrypts a token with a key that comes from the credentials alone.
// Whoever has the credentials could ask the vendor for a token anyway.
type seal struct {
	aead        cipher.AEAD
	fingerprint string // names the credentials without telling them
}

func newSeal(credentials string) (seal, error) {
	key, err := hkdf.Key(sha256.New, []byte(credentials), nil, "dandori access token", keyBytes)
	if err != nil {
		return seal{}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return seal{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return seal{}, err
	}
	fingerprint, err := Fingerprint(credentials)
	return seal{aead: aead, fingerprint: fingerprint}, err
}

// Fingerprint returns a short name for credentials from which they cannot be
// found: for the name of a ledger's file.
func Fingerprint(credentials string) (string, error) {
	sum, err := hkdf.Key(sha256.New, []byte(credentials), nil, "dandori fingerprint", fingerprintBytes)
	return hex.EncodeToString(sum), err
}

func (s seal) close(secret string) []byte {
	return s.aead.Seal(nil, nil, []byte(secret), []byte(s.fingerprint))
}

// open returns "" for what other credentials sealed, or what was changed.
func (s seal) open(sealed []byte) string {
	plain, err := s.aead.Open(nil, nil, sealed, []byte(s.fingerprint))
	if err != nil {
		return ""
	}
	return string(plain)
}
