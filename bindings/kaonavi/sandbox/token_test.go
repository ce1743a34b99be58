package sandbox

import (
	"net/http"
	"testing"
	"time"
)

// §2: the answer's keys, of which expire_in is disputed.
func TestToken(t *testing.T) {
	d := openStrict(t, Options{})
	status, answer := d.askToken(consumerKey, consumerSecret, "grant_type=client_credentials")
	if status != http.StatusOK || answer["token_type"] != "Bearer" || answer["expire_in"] != 3600.0 || answer["expires_in"] != nil || len(answer["access_token"].(string)) != 36 {
		t.Errorf("%d %v", status, answer)
	}
	d = openStrict(t, Options{Variant: Variant{ExpiresIn: true}, Limits: Limits{TokenLife: time.Minute}})
	if _, answer := d.askToken(consumerKey, consumerSecret, "grant_type=client_credentials"); answer["expires_in"] != 60.0 || answer["expire_in"] != nil {
		t.Errorf("%v", answer)
	}
}

func TestTokenRefused(t *testing.T) {
	d := openStrict(t, Options{})
	for want, ask := range map[int][3]string{
		http.StatusUnauthorized: {consumerKey, "wrong", "grant_type=client_credentials"},
		http.StatusBadRequest:   {consumerKey, consumerSecret, "grant_type=password"},
	} {
		if status, answer := d.askToken(ask[0], ask[1], ask[2]); status != want || answer.texts("errors") == "" {
			t.Errorf("%v: %d %v", ask, status, answer)
		}
	}
	r, _ := http.NewRequest(http.MethodPost, d.url+"/v2.0/token", http.NoBody)
	r.SetBasicAuth(consumerKey, consumerSecret)
	r.Header.Set("Content-Type", "application/json")
	if status, _ := d.do(r); status != http.StatusBadRequest {
		t.Errorf("with JSON: %d", status)
	}
}

func TestTokensDieAfterAnHour(t *testing.T) {
	d := open(t, Options{})
	d.pass(time.Hour - time.Second)
	d.get("roles")
	d.pass(time.Second)
	d.refused("GET roles", "", http.StatusUnauthorized, "アクセストークン")
	d.login()
	d.get("roles")
	d.s.KillTokens()
	d.refused("GET roles", "", http.StatusUnauthorized, "アクセストークン")
}

// §1: the token stands in the header as it is.
func TestTokenIsNotABearer(t *testing.T) {
	d := open(t, Options{})
	d.token = "Bearer " + d.token
	d.refused("GET roles", "", http.StatusUnauthorized, "アクセストークン")
	d.token = ""
	d.refused("GET roles", "", http.StatusUnauthorized, "アクセストークン")
}

func TestTokenLimit(t *testing.T) {
	d := openStrict(t, Options{Limits: Limits{Tokens: 2}})
	d.login()
	d.login()
	if status, answer := d.askToken(consumerKey, consumerSecret, "grant_type=client_credentials"); status != http.StatusTooManyRequests || answer.texts("errors") == "" {
		t.Errorf("%d %v", status, answer)
	}
}
