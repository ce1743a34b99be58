package sandbox

import (
	"net/http"
	"regexp"
	"testing"
	"time"
)

const sampleLogin = `{"consumer_key":"1234567890abcdef","consumer_secret":"1234567890abcdef"}`

func TestTokenLooksLikeTheSample(t *testing.T) {
	d := open(t, Options{Size: 1})
	answer := d.ok("/v1.0/get_token", sampleLogin)
	if token, _ := answer.at("data", "access_token").(string); !regexp.MustCompile(`^[0-9a-f]{40}$`).MatchString(token) {
		t.Errorf("token %q is not as the sample's", token)
	}
	if answer.at("data", "expires_in") != 3600.0 {
		t.Errorf("expires_in is %v", answer.at("data", "expires_in"))
	}
}

func TestTokenLivesAnHour(t *testing.T) {
	d := open(t, Options{Size: 1})
	d.pass(time.Hour - time.Second)
	d.ok("/v1.0/user", "")
	d.pass(time.Second)
	d.refused("/v1.0/user", "", http.StatusUnauthorized, "アクセストークン")
	d.login()
	d.ok("/v1.0/user", "")
	d.s.KillTokens()
	d.refused("/v1.0/user", "", http.StatusUnauthorized, "アクセストークン")
}

func TestTokenIsAskedForEverywhere(t *testing.T) {
	d := openStrict(t, Options{Size: 1, TokenStatus: http.StatusForbidden})
	for _, path := range []string{"/v1.2/user", "/v1.2/sheet/0/data/delete", "/v1.2/task/1", "/v1.2/sheet/0/get/1"} {
		d.refused(path, `{}`, http.StatusForbidden, "アクセストークン")
	}
	d.refused("/v1.0/get_token", `{"consumer_key":"1234567890abcdef","consumer_secret":"no"}`, http.StatusForbidden, "consumer_secret")
	d.refused("/v1.0/get_token", ``, http.StatusForbidden, "consumer_key")
	d.refused("/v1.0/get_token", `{"consumer_key":1,"key":2}`, http.StatusBadRequest, "key:")
}

func TestKeyAndSecretAreOptions(t *testing.T) {
	d := openStrict(t, Options{Size: 1, Key: "k", Secret: "s"})
	d.ok("/v1.1/get_token", `{"consumer_key":"k","consumer_secret":"s"}`)
	d.refused("/v1.1/get_token", sampleLogin, http.StatusUnauthorized, "consumer_key")
}

// 5 tokens in any 60 minutes, the window sliding.
func TestFiveTokensAnHour(t *testing.T) {
	d := openStrict(t, Options{Size: 1, Limits: Limits{FreeRefused: true}})
	for range 5 {
		d.ok("/v1.0/get_token", sampleLogin)
		d.pass(10 * time.Minute)
	}
	d.refused("/v1.0/get_token", sampleLogin, http.StatusTooManyRequests, "払い出し")
	d.pass(10*time.Minute - 1) // the first is just short of an hour old
	d.refused("/v1.0/get_token", sampleLogin, http.StatusTooManyRequests, "払い出し")
	d.pass(1)
	d.ok("/v1.0/get_token", sampleLogin)
	d.refused("/v1.0/get_token", sampleLogin, http.StatusTooManyRequests, "払い出し")
	if c := d.s.Counts(); c.Tokens != 6 || c.TooMany != 3 || c.Requests["get_token"] != 9 {
		t.Errorf("counts are %+v", c)
	}
}
