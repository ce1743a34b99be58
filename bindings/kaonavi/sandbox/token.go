package sandbox

import (
	"crypto/sha256"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"time"

	"dandori/bindings/simulator"
)

// tokenHeader holds the token as it is, without "Bearer" (§1, A).
const tokenHeader = "Kaonavi-Token"

// newTokens makes the access tokens of the company (§2).
func newTokens(seed uint64, l Limits) *simulator.Tokens {
	return simulator.NewTokens(seed, simulator.Tokens{
		Header: tokenHeader, Life: l.TokenLife, Window: l.window(l.Tokens, l.TokenPer),
		Spell: func(b []byte) string {
			h := sha256.Sum256(b)
			return fmt.Sprintf("%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
		},
	})
}

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
	token, wait, given := s.tokens.Give(q.at)
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
