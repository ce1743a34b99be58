package api

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/quota"
	"dandori/runtime/transport"
)

func TestTokens(t *testing.T) {
	hour := `{"access_token":"b4c60671-69b8","token_type":"Bearer",`
	for answer, want := range map[string]time.Duration{
		hour + `"expire_in":3600}`:                   time.Hour, // official quick start
		hour + `"expires_in":3600}`:                  time.Hour, // what others write
		hour + `"expire_in":"600"}`:                  10 * time.Minute,
		hour + `"expires_in":600.5}`:                 600*time.Second + 500*time.Millisecond,
		hour + `"expire_in":1800,"expires_in":3600}`: 30 * time.Minute, // the shorter one
		hour + `"expire_in":999999}`:                 time.Hour,        // not believed
		hour + `"expire_in":1e300}`:                  time.Hour,
		hour + `"expire_in":-1}`:                     time.Hour,
		hour + `"expire_in":null}`:                   time.Hour,
		`201 ` + hour + `"expire_in":3600}`:          time.Hour,
	} {
		v := newVendor(t).on("POST /token", answer)
		got, err := fetch(v)
		if err != nil || got.Secret != "b4c60671-69b8" || got.Lifetime != want {
			t.Errorf("%s: %v, %v", answer, got.Lifetime, err)
		}
		sent := v.last()
		if sent.body != "grant_type=client_credentials" || !strings.HasPrefix(sent.header.Get("Content-Type"), "application/x-www-form-urlencoded") {
			t.Errorf("sent %q as %s", sent.body, sent.header.Get("Content-Type"))
		}
		if sent.header.Get("Authorization") != "Basic a2V5OnMzY3JldA==" { // key:s3cret
			t.Errorf("Authorization: %s", sent.header.Get("Authorization"))
		}
	}
}

func fetch(v *vendor) (call.Token, error) {
	cred := Credentials{Connection: "kaonavi", BaseURL: v.base, Key: "key", Secret: "s3cret"}
	return cred.Fetch(background, http.DefaultTransport)
}

func TestTokenRefusals(t *testing.T) {
	for answer, hint := range map[string]string{
		`401 {"errors":["無効なConsumer Keyです"]}`: "再発行",
		`401 Unauthorized`:            "consumerSecret",
		`429 {"errors":["too many"]}`: "so many tokens",
		`200 {}`:                      "consumerKey",
		`404 page not found`:          "baseURL",
		`500 <html><title>x</title>`:  "failure at Kaonavi",
	} {
		_, err := fetch(newVendor(t).on("POST /token", answer))
		e := asCall(t, err, call.VendorError)
		if e.Operation != "token" || e.Connection != "kaonavi" || e.Vendor != Vendor {
			t.Errorf("%s: %+v", answer, e)
		}
		contains(t, e.Hint.En, hint)
		lacks(t, e.Error()+e.Hint.En, "s3cret", "a2V5OnMzY3JldA")
	}
	if _, err := fetch(newVendor(t).on("POST /token", `{"access_token":`)); err == nil {
		t.Error("half an answer was taken for a token")
	}
}

// Through the shelf of tokens: one for many requests, renewed when it is refused.
func TestTheTokenIsSharedAndRenewed(t *testing.T) {
	v := newVendor(t)
	v.on("POST /token", `{"access_token":"first","expire_in":3600}`, `{"access_token":"second","expire_in":3600}`)
	v.do("GET /roles", func(w http.ResponseWriter, r *http.Request) {
		if bad := r.Header.Get("Authorization"); bad != "" {
			t.Errorf("Authorization: %s", bad)
		}
		if r.Header.Get(TokenHeader) != "second" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = io.WriteString(w, `{"role_data":[{"id":1,"name":"システム管理者","type":"Adm"}]}`)
	})
	cred := Credentials{Connection: "kaonavi", BaseURL: v.base, Key: "key", Secret: "s3cret"}
	withToken := func(c *transport.Config) {
		c.Token = &transport.TokenConfig{Header: TokenHeader, Fetch: cred.Fetch, Vault: quota.NewTokens()}
	}
	c := v.client(func(c *Config) { c.Door = v.door(v.base, withToken) })
	for range 3 {
		table, err := c.List(background, op(t, "roles.list"), Target{}, Query{})
		if err != nil {
			t.Fatal(err)
		}
		roles, err := Read[Role](table)
		if err != nil || len(roles) != 1 || roles[0].Type != "Adm" {
			t.Fatalf("%+v, %v", roles, err)
		}
	}
	if got := strings.Join(v.whats(), ", "); got != "POST /token, GET /roles, POST /token, GET /roles, GET /roles, GET /roles" {
		t.Errorf("sent %s", got)
	}
}

func TestTheVersionIsASetting(t *testing.T) {
	base, _ := url.Parse("https://kaonavi.example/api/")
	c := New(Config{BaseURL: base, Version: "v2.1"})
	req, err := c.build(background, ask{op: op(t, "roles.list")})
	if err != nil || req.URL.String() != "https://kaonavi.example/api/v2.1/roles" {
		t.Errorf("%v, %v", req.URL, err)
	}
}
