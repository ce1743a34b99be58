package api

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"dandori/runtime/call"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestTokens(t *testing.T) {
	base, _ := url.Parse("https://kaonavi.example/api")
	cred := Credentials{Connection: "kaonavi-v1", BaseURL: base, Version: V12, Key: "1234567890abcdef", Secret: "s3cret"}
	fetch := func(answer string) (call.Token, error) {
		return cred.Fetch(background, roundTrip(func(r *http.Request) (*http.Response, error) {
			body, _ := io.ReadAll(r.Body)
			if r.URL.Path != "/api/v1.2/get_token" || string(body) != `{"consumer_key":"1234567890abcdef","consumer_secret":"s3cret"}` {
				t.Errorf("asked %s with %s", r.URL, body)
			}
			if req, ok := call.RequestFrom(r.Context()); !ok || req.Operation.Of != call.TokenClass || req.Operation.Effect != call.Read {
				t.Errorf("asked as %+v", req)
			}
			return response(answer), nil
		}))
	}
	// 2.1, and lives that are missing or too good to be true.
	for answer, want := range map[string]time.Duration{
		`{"data":{"access_token":"b4c6067169b818ee5f114cd11be060ebd5056c5d","expires_in":3600}}`:   time.Hour,
		`{"data":{"access_token":"b4c6067169b818ee5f114cd11be060ebd5056c5d","expires_in":"600"}}`:  10 * time.Minute,
		`{"access_token":"b4c6067169b818ee5f114cd11be060ebd5056c5d"}`:                              time.Hour,
		`{"data":{"access_token":"b4c6067169b818ee5f114cd11be060ebd5056c5d","expires_in":999999}}`: time.Hour,
	} {
		if got, err := fetch(answer); err != nil || got.Secret != "b4c6067169b818ee5f114cd11be060ebd5056c5d" || got.Lifetime != want {
			t.Errorf("%s: %v, %v", answer, got.Lifetime, err)
		}
	}
	for _, answer := range []string{`401 {"errors":["consumer_keyが不正です。"]}`, `{"data":{}}`, `500 {"access_token":"x"}`, `429 `, `{"status":"NG"}`} {
		_, err := fetch(answer)
		e := asCall(t, err, call.VendorError)
		if e.Operation != "token" || strings.Contains(e.Error()+e.Hint.En, "s3cret") {
			t.Errorf("%s: %v", answer, err)
		}
	}
	if _, err := fetch(`{"data":`); err == nil {
		t.Error("half an answer was taken for a token")
	}
}
