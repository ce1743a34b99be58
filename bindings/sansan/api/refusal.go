package api

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// refusalBody is how much of a refusal is read: vendors' error pages say
// nothing more after that.
const refusalBody = 64 << 10

// Detail is one entry of a refusal's error array.
type Detail struct {
	Code    string // the vendor's code: required, invalid_value, expired_token, …
	Field   string // the parameter or field that it is about
	Message string // where an entry has its own
}

// Refusal is the body of a refusal, in whatever shape it came.
type Refusal struct {
	Message string
	Details []Detail
}

// ParseRefusal reads the body of an answer outside 2xx. The document shows
// {statusCode, message, error: [{Code, field}]}, says that some refusals carry
// the array only, and clients have met lower-case codes; so names are taken in
// any case, the array may be one object, a text or absent, and what is no JSON
// gives its text, shortened.
func ParseRefusal(body []byte) Refusal {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return Refusal{Message: pageText(string(body))}
	}
	switch v := v.(type) {
	case map[string]any:
		return Refusal{Message: textOf(v, "message"), Details: details(member(v, "error", "errors"))}
	case []any:
		return Refusal{Details: details(v)}
	case string:
		return Refusal{Message: shortened(v)}
	}
	return Refusal{}
}

func details(v any) []Detail {
	switch v := v.(type) {
	case []any:
		var all []Detail
		for _, one := range v {
			all = append(all, details(one)...)
		}
		return all
	case map[string]any:
		d := Detail{textOf(v, "code"), textOf(v, "field"), textOf(v, "message")}
		if d == (Detail{}) {
			return nil
		}
		return []Detail{d}
	case string:
		return []Detail{{Message: shortened(v)}}
	}
	return nil
}

// member returns the member of o with one of names in any case; the exact name wins.
func member(o map[string]any, names ...string) any {
	for _, name := range names {
		if v, ok := o[name]; ok {
			return v
		}
		for key, v := range o {
			if strings.EqualFold(key, name) {
				return v
			}
		}
	}
	return nil
}

func textOf(o map[string]any, name string) string {
	s, _ := member(o, name).(string)
	return shortened(s)
}

var tags = regexp.MustCompile(`(?is)<(script|style)\b.*?</(script|style)>|<[^>]*>`)

// pageText is how a page of text or HTML begins, on one line: its title or
// first sentence, not the stack trace behind it.
func pageText(page string) string {
	s := shortened(tags.ReplaceAllString(page, " "))
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}

func shortened(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\ufffd")), " ")
	if r := []rune(s); len(r) > 300 {
		return string(r[:300]) + "…"
	}
	return s
}

// refusal makes the error of an answer outside 2xx.
func (c *Client) refusal(op call.Operation, resp *http.Response) error {
	body, err := io.ReadAll(io.LimitReader(resp.Body, refusalBody))
	if err != nil && len(body) == 0 {
		return err
	}
	r := ParseRefusal(body)
	e := call.New(call.VendorError, "Sansan refused %s: %s", op.Name, r.sentence(resp.StatusCode)).Of(c.requestOf(op))
	if resp.StatusCode >= http.StatusInternalServerError {
		e.Text = say.T("Sansan failed at %s: %s", op.Name, r.sentence(resp.StatusCode))
	}
	e.Status, e.Errors = resp.StatusCode, r.messages()
	if len(r.Details) > 0 {
		e.Code, e.Field = r.Details[0].Code, r.Details[0].Field
	}
	return hinted(e)
}

// sentence is "400 required (encoding): If clientSoftware …", or "503 Service Unavailable".
func (r Refusal) sentence(status int) string {
	what := http.StatusText(status)
	if len(r.Details) > 0 {
		var codes []string
		for _, d := range r.Details {
			codes = append(codes, d.short())
		}
		what = strings.Join(codes, ", ")
	}
	s := strings.TrimSpace(strconv.Itoa(status) + " " + what)
	if r.Message != "" {
		s += ": " + r.Message
	}
	return s
}

// short is "required (encoding)".
func (d Detail) short() string {
	s := d.Code
	if s == "" {
		s = d.Message
	}
	if d.Field != "" {
		s = strings.TrimSpace(s + " (" + d.Field + ")")
	}
	return s
}

// messages is every message of the refusal, for scripts.
func (r Refusal) messages() []string {
	var all []string
	if r.Message != "" {
		all = append(all, r.Message)
	}
	for _, d := range r.Details {
		s := d.short()
		if d.Message != "" && d.Message != s {
			s += ": " + d.Message
		}
		all = append(all, s)
	}
	return all
}

// hinted adds what to do about e.
func hinted(e *call.Error) error {
	switch {
	case e.Status == http.StatusUnauthorized && e.Code == "invalid_app_id":
		return e.WithHint("Look at appId in dandori.yaml: it is only for applications of Sansan's partner programme.")
	case e.Status == http.StatusUnauthorized:
		return e.WithHint("Look at apiKey in dandori.yaml: Sansan does not know this key. It is issued in Sansan under 設定 > 外部サービス連携 and has 32 letters and digits.")
	case e.Status == http.StatusForbidden && adminOnly(e.Operation):
		return e.WithHint("The organization and settings operations need the API key of a system administrator (システム管理者), and one that is not limited to Sansan Data Hub.")
	case e.Status == http.StatusForbidden:
		return e.WithHint("The user of this API key needs the API連携 permission, and the key must not be limited to Sansan Data Hub (有効範囲).")
	case e.Status == http.StatusTooManyRequests:
		return e.WithHint("Something else uses the same API key. Give this connection a smaller share in dandori.yaml (share: 50%%), or stop the other program.")
	case e.Status == http.StatusNotFound && e.Field == "":
		return e.WithHint("Look at the id: it may have been deleted, or this API key's user may not see it.")
	case e.Status >= 500:
		return e.WithHint("This is a failure at Sansan. Run again later; if it stays, ask Sansan's support and name the time.")
	}
	return e
}

func adminOnly(operation string) bool {
	return strings.HasPrefix(operation, "organization.") || strings.HasPrefix(operation, "settings.")
}
