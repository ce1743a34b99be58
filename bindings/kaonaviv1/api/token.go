package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"dandori/runtime/call"
)

// TokenHeader carries the access token (1.2).
const TokenHeader = "X-KAONAVI-TOKEN"

// Credentials are what the administrator's page 公開API情報確認 shows.
type Credentials struct {
	Connection string
	BaseURL    *url.URL
	Version    string
	Key        string
	Secret     string
}

// Fetch asks for an access token (2.1) through rt. It counts against the
// company's requests and, by its class "tokens", against its five tokens an hour.
func (c Credentials) Fetch(ctx context.Context, rt http.RoundTripper) (call.Token, error) {
	op, _ := Lookup("token")
	r := call.Request{Connection: c.Connection, Vendor: Vendor, Operation: op.Operation}
	body, _ := json.Marshal(map[string]string{"consumer_key": c.Key, "consumer_secret": c.Secret}) // strings
	u := c.BaseURL.JoinPath(c.Version, function(1).Path).String()
	req, err := http.NewRequestWithContext(call.WithRequest(ctx, r), http.MethodPost, u, bytes.NewReader(body))
	if err != nil {
		return call.Token{}, call.New(call.Fault, "making a request to Kaonavi: %v", err).Because(err)
	}
	req.Header.Set("Content-Type", "application/json")
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
	return tokenIn(a, r)
}

// tokenIn reads {"data": {"access_token", "expires_in"}}, seconds.
func tokenIn(a answer, r call.Request) (call.Token, error) {
	t := call.Token{Secret: text(a.fields["access_token"]), Lifetime: TokenHours * time.Hour}
	if t.Secret == "" || !a.success() {
		return call.Token{}, a.refusal(r).
			WithHint("check consumerKey and consumerSecret of connection %s: the administrator's page 公開API情報確認 shows them", r.Connection)
	}
	if s, err := strconv.ParseFloat(text(a.fields["expires_in"]), 64); err == nil && s > 0 && s < TokenHours*3600 {
		t.Lifetime = time.Duration(s * float64(time.Second))
	}
	return t, nil
}
