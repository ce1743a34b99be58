package sandbox

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"time"

	"dandori/bindings/simulator"
)

// tokenHeader holds the token as it is, without "Bearer" (§1, A).
const tokenHeader = "Kaonavi-Token"

// tokens are the access tokens of the company (§2).
type tokens struct {
	seed   uint64
	life   time.Duration
	window *simulator.Window
	given  uint64
	ends   map[string]time.Time // by token
}

func newTokens(seed uint64, l Limits) *tokens {
	return &tokens{seed: seed, life: l.TokenLife, window: l.window(l.Tokens, l.TokenPer), ends: map[string]time.Time{}}
}

// give returns a new token, or false when too many were given out.
func (t *tokens) give(now time.Time) (token string, wait time.Duration, ok bool) {
	if within, _, wait := t.window.Take(now); !within {
		return "", wait, false
	}
	t.given++
	maps.DeleteFunc(t.ends, func(_ string, ends time.Time) bool { return !now.Before(ends) })
	h := sha256.Sum256(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, t.seed), t.given))
	token = fmt.Sprintf("%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
	t.ends[token] = now.Add(t.life)
	return token, 0, true
}

// shown reports whether r shows a token that lives.
func (t *tokens) shown(r *http.Request, now time.Time) bool {
	ends, ok := t.ends[r.Header.Get(tokenHeader)]
	return ok && now.Before(ends)
}

// kill ends the life of the token that r shows.
func (t *tokens) kill(r *http.Request) { delete(t.ends, r.Header.Get(tokenHeader)) }

// giveToken is アクセストークン 発行 (§2).
func (s *Sandbox) giveToken(q *request) answer {
	key, secret, basic := q.http.BasicAuth()
	if !basic || key != s.options.Key || secret != s.options.Secret {
		return s.errorsOf(s.options.Variant.BadToken, "Consumer KeyまたはConsumer Secretが正しくありません。")
	}
	media, _, err := mime.ParseMediaType(q.http.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		return s.errorsOf(http.StatusBadRequest, "Content-Typeはapplication/x-www-form-urlencodedを指定してください。")
	}
	if form, err := url.ParseQuery(string(q.raw)); err != nil || form.Get("grant_type") != "client_credentials" {
		return s.errorsOf(http.StatusBadRequest, "grant_typeはclient_credentialsを指定してください。")
	}
	token, wait, given := s.tokens.give(q.at)
	if !given {
		return s.tooMany(wait, "アクセストークンの発行数が上限を超えました。")
	}
	s.counts.Tokens++
	life := "expire_in" // O25, A
	if s.options.Variant.ExpiresIn {
		life = "expires_in"
	}
	return ok(object{{"access_token", token}, {"token_type", "Bearer"}, {life, int(s.options.Limits.TokenLife / time.Second)}})
}
