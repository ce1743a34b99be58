package notify

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
)

// answerBytes is how much of an answer is looked at.
const answerBytes = 16 << 10

// judge says what an answer means: any 2xx is taken (Slack 200 "ok", Teams'
// workflows 202, Google Chat and LINE WORKS 200), 429, 408 and 5xx are for later, all else is for good.
func judge(ch Channel, resp *http.Response, body []byte) error {
	status := resp.StatusCode
	if status >= 200 && status < 300 {
		return nil
	}
	word := strconv.Itoa(status)
	if code := codeWord(body); code != "" && !strings.Contains(ch.URL, code) {
		word += " " + code
	}
	why := call.New(call.VendorError, "the webhook answered %s", word)
	why.Status = status
	if status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status >= 500 {
		r := notNow(why)
		r.after = retryAfter(resp.Header.Get("Retry-After"), clock.Now())
		return r
	}
	return never(advise(why, ch.Kind, status))
}

// advise adds what to do about an answer that will not change by itself. What the statuses mean
// is documented for Slack (https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks:
// 403 action_prohibited, 404 channel_not_found, 410 channel_is_archived); the others use them alike.
func advise(why *call.Error, kind Kind, status int) *call.Error {
	switch {
	case status >= 300 && status < 400:
		return why.WithHint("the webhook has moved: put its new URL into .env or dandori.yaml")
	case status == http.StatusRequestEntityTooLarge || status == http.StatusBadRequest && kind != Webhook:
		return why.WithHint("look whether the channel's kind in dandori.yaml (%s) is that of the URL", string(kind))
	case status == http.StatusProxyAuthRequired:
		return why.WithHint("the proxy wants a user and a password")
	}
	return why.WithHint("look whether the webhook still exists and is allowed to post, make a new one, and put its URL into .env or dandori.yaml")
}

// retryAfter reads the header of that name (RFC 9110 §10.2.3: seconds or a
// date); 0 for none, or one in the past.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if n, err := strconv.ParseUint(value, 10, 32); err == nil {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

var plainWord = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]{1,59}$`)

// codeWord is the vendor's own word for what is wrong: the whole body (Slack:
// invalid_payload), error.status (Google), error.code (Power Automate) or code (LINE WORKS);
// "" when there is none. Sentences are left out, for they may repeat what was sent.
func codeWord(body []byte) string {
	var answer struct {
		Code  any             `json:"code"`
		Error json.RawMessage `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return word(strings.TrimSpace(string(body)))
	}
	var inner struct {
		Status any `json:"status"`
		Code   any `json:"code"`
	}
	_ = json.Unmarshal(answer.Error, &inner)
	for _, w := range []any{inner.Status, inner.Code, answer.Code} {
		if text, ok := w.(string); ok && word(text) != "" {
			return text
		}
	}
	return ""
}

func word(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return ""
}
