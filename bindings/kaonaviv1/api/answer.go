package api

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// answer is what came back, taken apart. The document never gives the HTTP
// status of an error, so that the body is looked at first.
type answer struct {
	status int // HTTP
	fields map[string]json.RawMessage
}

// readAnswer reads the body. One that is no JSON object is an error if the HTTP
// status says success, and an answer without fields otherwise: a page of a proxy, or nothing at all.
func readAnswer(resp *http.Response) (answer, error) {
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return answer{}, say.Errorf("reading Kaonavi's answer: %w", err)
	}
	a := answer{status: resp.StatusCode}
	a.fields, err = fieldsOf(body)
	if err != nil && a.success() {
		return answer{}, say.Errorf("Kaonavi's answer is not the JSON that its document describes: %w", plainly(body, err))
	}
	return a, nil
}

// plainly says what stands in the place of JSON, for people.
func plainly(body []byte, err error) error {
	body = bytes.TrimSpace(body)
	switch {
	case len(body) == 0:
		return say.Errorf("it is empty")
	case body[0] == '<':
		return say.Errorf("it is a web page")
	case strings.Contains(err.Error(), "unexpected end"):
		return say.Errorf("it breaks off in the middle")
	}
	return err
}

func (a answer) success() bool { return a.status/100 == 2 }

// fieldsOf returns the object's members; those of an object under "data" count
// as its own (2.1, 2.12 and 2.14 wrap their answers so, the others do not).
func fieldsOf(body []byte) (map[string]json.RawMessage, error) {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, err
	}
	var inner map[string]json.RawMessage
	if !isObject(fields["data"]) || json.Unmarshal(fields["data"], &inner) != nil {
		return fields, nil
	}
	delete(fields, "data")
	for k, v := range inner {
		if _, there := fields[k]; !there {
			fields[k] = v
		}
	}
	return fields, nil
}

// Every answer's status (2.11) and what it means; "" where the answer has none.
func (a answer) state() string { return strings.ToUpper(strings.TrimSpace(text(a.fields["status"]))) }

func (a answer) failed() bool { s := a.state(); return s == "NG" || s == "ERROR" }

// progress is the id of the task that the vendor took on: a number (2.3), a
// string (2.6) or either of them under data (2.12). "" when there is none.
func (a answer) progress() string { return text(a.fields["progress_id"]) }

// messages lists every reason that the answer gives, wherever it stands: the
// document names errors (1.5) and message (2.13), and no shape.
func (a answer) messages() []string {
	var list []string
	for _, key := range []string{"errors", "error", "message", "messages"} {
		list = flatten(list, a.fields[key], 0)
	}
	return list
}

// rows is the array of that name; vdata is what 2.14 calls data.
func (a answer) rows(list string) (json.RawMessage, bool) {
	for _, key := range []string{list, "vdata"} {
		if raw := bytes.TrimSpace(a.fields[key]); len(raw) > 0 && raw[0] == '[' {
			return raw, true
		}
	}
	return nil, false
}

// headers is the object of that name, nil when there is none. PHP writes an empty object as [].
func (a answer) headers() json.RawMessage {
	if raw := bytes.TrimSpace(a.fields["headers"]); isObject(raw) {
		return raw
	}
	return nil
}

// unanswerable reports whether the HTTP status alone is the answer; to all others the body comes first.
func (a answer) unanswerable() bool {
	return a.status == http.StatusUnauthorized || a.status == http.StatusForbidden || a.status == http.StatusTooManyRequests || a.status >= 500
}

// refused reports whether the answer to anything but a look at a task is a
// refusal. Errors beside a task's id are left to the task to tell.
func (a answer) refused() bool {
	return !a.success() || a.failed() || a.progress() == "" && len(flatten(nil, a.fields["errors"], 0)) > 0
}

// refusal is the answer as an error, for r.
func (a answer) refusal(r call.Request) *call.Error {
	list := a.messages()
	e := call.New(call.VendorError, "Kaonavi refused %s: %s", r.Operation.Name, reasons(a.status, list))
	e.Status, e.Errors = a.status, list
	e.Field = field(a.fields["errors"])
	if a.state() == "ERROR" {
		e.Code = "ERROR"
		e = e.WithHint("the vendor calls this an unknown error: ask Kaonavi's support, with the time and the operation")
	}
	if a.state() == "NG" {
		e.Code = "NG"
	}
	switch {
	case a.status == http.StatusTooManyRequests:
		e = e.WithHint("something else uses the limit of the same company: run it again in an hour, or give this connection a smaller share in dandori.yaml")
	case a.status >= http.StatusInternalServerError:
		e.Text = say.T("Kaonavi failed at %s: %s", r.Operation.Name, reasons(a.status, list))
		e = e.WithHint("this is a failure at Kaonavi: run it again later; if it stays, ask Kaonavi's support, with the time and the operation")
	}
	return e.Of(r)
}

// reasons puts the first few messages into a sentence.
func reasons(status int, list []string) say.Text {
	const most = 5
	switch {
	case len(list) == 0 && status/100 == 2:
		return say.T("it gave no reason")
	case len(list) == 0:
		return say.T("HTTP %d, without a reason", status)
	case len(list) > most:
		return say.T("%s (and %d more)", strings.Join(list[:most], " / "), len(list)-most)
	default:
		return say.Raw(strings.Join(list, " / "))
	}
}
