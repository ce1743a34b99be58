package sandbox

import (
	"crypto/sha1"
	"encoding/hex"
	"time"

	"dandori/bindings/simulator"
)

// newTokens makes the access tokens of the company (document 1.2, 1.3, 2.1).
func newTokens(seed uint64, l Limits) *simulator.Tokens {
	return simulator.NewTokens(seed, simulator.Tokens{
		Header: "X-KAONAVI-TOKEN", Life: l.TokenLife, Window: l.window(l.Tokens, l.TokenPer),
		Spell: func(b []byte) string {
			sum := sha1.Sum(b)
			return hex.EncodeToString(sum[:])
		},
	})
}

// giveToken is function 1.
func (s *Sandbox) giveToken(q *request) answer {
	if q.body["consumer_key"] != s.options.Key || q.body["consumer_secret"] != s.options.Secret {
		return errorsOf(s.options.TokenStatus, "consumer_keyまたはconsumer_secretが正しくありません。")
	}
	token, _, given := s.tokens.Give(q.at)
	if !given {
		return s.tooMany("アクセストークンの払い出し数が上限を超えました。")
	}
	s.counts.Tokens++
	return ok(object{{"data", object{
		{"access_token", token},
		{"expires_in", int(s.options.Limits.TokenLife / time.Second)},
	}}})
}
