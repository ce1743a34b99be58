package sandbox

import (
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"net/http"
	"time"

	"dandori/bindings/simulator"
)

// tokens are the access tokens of the company (document 1.2, 1.3, 2.1).
type tokens struct {
	seed   uint64
	life   time.Duration
	window *simulator.Window
	given  uint64
	ends   map[string]time.Time // by token
}

func newTokens(seed uint64, l Limits) *tokens {
	return &tokens{seed: seed, life: l.TokenLife, window: newWindow(l, l.Tokens, l.TokenPer), ends: map[string]time.Time{}}
}

// give returns a new token, or false when too many were given out.
func (t *tokens) give(now time.Time) (string, bool) {
	if within, _, _ := t.window.Take(now); !within {
		return "", false
	}
	t.given++
	maps.DeleteFunc(t.ends, func(_ string, ends time.Time) bool { return !now.Before(ends) })
	sum := sha1.Sum(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, t.seed), t.given))
	token := hex.EncodeToString(sum[:])
	t.ends[token] = now.Add(t.life)
	return token, true
}

// shown reports whether r shows a token that lives.
func (t *tokens) shown(r *http.Request, now time.Time) bool {
	ends, ok := t.ends[r.Header.Get("X-KAONAVI-TOKEN")]
	return ok && now.Before(ends)
}

// kill ends the life of the token that r shows.
func (t *tokens) kill(r *http.Request) { delete(t.ends, r.Header.Get("X-KAONAVI-TOKEN")) }

// giveToken is function 1.
func (s *Sandbox) giveToken(q *request) answer {
	if q.body["consumer_key"] != s.options.Key || q.body["consumer_secret"] != s.options.Secret {
		return errorsOf(s.options.TokenStatus, "consumer_keyまたはconsumer_secretが正しくありません。")
	}
	token, given := s.tokens.give(q.at)
	if !given {
		return s.tooMany("アクセストークンの払い出し数が上限を超えました。")
	}
	s.counts.Tokens++
	return ok(object{{"data", object{
		{"access_token", token},
		{"expires_in", int(s.options.Limits.TokenLife / time.Second)},
	}}})
}
