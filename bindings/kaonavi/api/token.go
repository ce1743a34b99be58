package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"dandori/runtime/call"
)

// TokenHeader carries the access token, as it is: without "Bearer ", although token_type says so (1, A).
const TokenHeader = "Kaonavi-Token"

// Credentials are what 管理者機能 > 公開API v2 情報 > 認証情報 shows.
type Credentials struct {
	Connection string
	BaseURL    *url.URL
	Version    string // default Version
	Key        string
	Secret     string
}

// Fetch asks for an access token (2) through rt: the key and the secret as Basic
// auth, the rest as a form. It counts against the company's requests.
func (c Credentials) Fetch(ctx context.Context, rt http.RoundTripper) (call.Token, error) {
	op, _ := Lookup(nameToken)
	client := New(Config{Connection: c.Connection, BaseURL: c.BaseURL, Version: c.Version})
	u := c.BaseURL.JoinPath(client.config.Version, op.Path).String()
	form := url.Values{"grant_type": {"client_credentials"}}.Encode()
	ctx = call.WithRequest(ctx, client.request(op.Operation))
	req, err := http.NewRequestWithContext(ctx, op.Method, u, strings.NewReader(form))
	if err != nil {
		return call.Token{}, call.New(call.Fault, "making a request to Kaonavi: %v", err).Because(err)
	}
	req.SetBasicAuth(c.Key, c.Secret)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
	req.Header.Set("Accept", "application/json")
	resp, err := rt.RoundTrip(req)
	if err != nil {
		return call.Token{}, err
	}
	defer resp.Body.Close()
	a, err := readAnswer(resp)
	if err != nil {
		return call.Token{}, err
	}
	return client.token(op, a)
}

// token reads {"access_token", "token_type", "expire_in"}. The official quick
// start prints expire_in (A), others expires_in (B): either is read. A life
// longer than the document's hour is not believed.
func (c *Client) token(op Operation, a answer) (call.Token, error) {
	t := call.Token{Secret: text(a.fields["access_token"]), Lifetime: TokenLife}
	if t.Secret == "" || !a.success() {
		return call.Token{}, c.refusal(op.Operation, a)
	}
	for _, key := range []string{"expire_in", "expires_in"} {
		if s := lifeOf(a.fields[key]); s > 0 && s < t.Lifetime {
			t.Lifetime = s
		}
	}
	return t, nil
}

func lifeOf(raw json.RawMessage) time.Duration {
	s, err := strconv.ParseFloat(text(raw), 64)
	if err != nil || s <= 0 || s > TokenLife.Seconds() {
		return 0
	}
	return time.Duration(s * float64(time.Second))
}
