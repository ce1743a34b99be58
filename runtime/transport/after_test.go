package transport

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func answerOf(body, header string) *http.Response {
	return &http.Response{Header: http.Header{"Retry-After": {header}}, Body: io.NopCloser(strings.NewReader(body))}
}

func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct {
			body, header string
			want         time.Duration // rounded to 10 ms
		}{
			{`{"retry_after":3}`, "", 3 * time.Second},
			{`{"retry_after":"3"}`, "", 3 * time.Second},
			{`{"retryAfter":0.25}`, "", 250 * time.Millisecond},
			{`{"statusCode":429,"error":[{"Code":"too_many_request"},{"Code":"x","retry_after":2}]}`, "9", 2 * time.Second},
			{`{"Error":{"Retry_After":" 2 "}}`, "9", 2 * time.Second},
			{`{"retry_after":1,"error":[{"retry_after":2}]}`, "", time.Second},
			{`{"error":[{"retry_after":"soon"}]}`, "9", 9 * time.Second},
			{`{"errors":["too many"]}`, "7", 7 * time.Second},
			{`<html>`, "5", 5 * time.Second},
			{``, time.Now().Add(time.Minute).UTC().Format(http.TimeFormat), time.Minute},
			{``, time.Now().Add(-time.Minute).UTC().Format(http.TimeFormat), 0},
			{`{"retry_after":-3}`, "", 0},
			{`{"retry_after":null}`, "-1", 0},
			{`{"retry_after":1e300}`, "NaN", 0},
			{``, "", 0},
		} {
			resp := answerOf(c.body, c.header)
			if got := retryAfter(resp).Round(10 * time.Millisecond); got != c.want {
				t.Errorf("%s %s: got %v, want %v", c.body, c.header, got, c.want)
			}
			if again, _ := io.ReadAll(resp.Body); string(again) != c.body {
				t.Errorf("the body can be read again as %q, want %q", again, c.body)
			}
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	f.Add(`{"retry_after":3}`, "")
	f.Add(`{"error":[{"retry_after":"2"}]}`, "Fri, 31 Dec 1999 23:59:59 GMT")
	f.Fuzz(func(t *testing.T, body, header string) {
		resp := answerOf(body, header)
		if got := retryAfter(resp); got < 0 {
			t.Errorf("a wait of %v", got)
		}
		if again, err := io.ReadAll(resp.Body); string(again) != body || err != nil {
			t.Errorf("the body became %q, %v", again, err)
		}
	})
}

func TestBackOff(t *testing.T) {
	a := &ask{door: &Door{config: Config{Retry: RetryPolicy{}.withDefaults()}}}
	for n, least := range []time.Duration{1: 1, 2: 2, 3: 4, 4: 8, 5: 16, 6: 30, 60: 30} {
		for range 20 {
			if got := a.backOff(n); n > 0 && least > 0 && (got < least*time.Second || got > least*time.Second*3/2) {
				t.Errorf("wait %d is %v, want %d s and up to half more", n, got, least)
			}
		}
	}
}
