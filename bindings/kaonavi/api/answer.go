package api

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/transport"
)

// answer is what came back, taken apart.
type answer struct {
	status   int
	body     json.RawMessage // nil: empty. Of a refusal it may be any text.
	fields   map[string]json.RawMessage
	repeated bool // an earlier try of this write may have been done
}

// refusalBytes is how much of a refusal is read: error pages say nothing more after that.
const refusalBytes = 64 << 10

// readAnswer reads the body. Of a success it must be JSON or empty (204; 200,
// 201 and 202 are taken alike, for which one a create answers is not found);
// of anything else it may be text, a page or nothing (4).
func readAnswer(resp *http.Response) (answer, error) {
	a := answer{status: resp.StatusCode, repeated: transport.Repeated(resp)}
	source := io.Reader(resp.Body)
	if !a.success() {
		source = io.LimitReader(source, refusalBytes)
	}
	body, err := readAll(source, resp.ContentLength)
	if err != nil && (a.success() || len(body) == 0) {
		return answer{}, say.Errorf("reading Kaonavi's answer: %w", err)
	}
	if body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff"))); len(body) == 0 {
		return a, nil
	}
	a.body = body
	if body[0] == '{' {
		err = json.Unmarshal(body, &a.fields)
	} else {
		err = json.Unmarshal(body, new(json.RawMessage))
	}
	if err != nil && a.success() {
		return answer{}, say.Errorf("Kaonavi's answer is not the JSON that its document describes: %w", plainly(body, err))
	}
	return a, nil
}

// believed is the longest Content-Length that memory is taken for before the bytes are there.
const believed = 8 << 20

func readAll(r io.Reader, length int64) ([]byte, error) {
	var b bytes.Buffer
	if length > 0 && length < believed {
		b.Grow(int(length) + bytes.MinRead) // ReadFrom wants room for a last, empty read
	}
	_, err := b.ReadFrom(r)
	return b.Bytes(), err
}

// plainly says what stands in the place of JSON, for people.
func plainly(body []byte, err error) error {
	switch {
	case body[0] == '<':
		return say.Errorf("it is a web page")
	case !bytes.HasSuffix(body, []byte("}")) && (body[0] == '{' || body[0] == '['):
		return say.Errorf("it breaks off in the middle")
	}
	return err
}

func (a answer) success() bool { return a.status/100 == 2 }

// refused reports whether the answer is a refusal. A success that carries
// errors in place of what was asked for is one, too.
func (a answer) refused() bool {
	return !a.success() || len(a.fields) == 1 && len(messagesIn(a.fields["errors"])) > 0
}

// gone reports whether a says of a delete that is sent again that there is
// nothing to delete: then the first one did it (design §3).
func (a answer) gone(op Operation) bool {
	return op.Method == http.MethodDelete && a.status == http.StatusNotFound && a.repeated
}

// rows is the array under key, or the whole answer when that is an array.
func (a answer) rows(key string) (json.RawMessage, bool) {
	for _, raw := range []json.RawMessage{a.fields[key], a.body} {
		if raw = bytes.TrimSpace(raw); len(raw) > 0 && raw[0] == '[' {
			return raw, true
		}
	}
	return nil, false
}

// messages lists every reason that the answer gives: errors as strings (4, B),
// and whatever else it may come as; or the text of the page.
func (a answer) messages() []string {
	if a.fields == nil {
		if text := pageText(string(a.body)); text != "" {
			return []string{text}
		}
		return nil
	}
	var list []string
	for _, key := range []string{"errors", "error", "message", "messages"} {
		list = flatten(list, "", a.fields[key], 0)
	}
	return list
}

// unread is the error for a whole answer to a read that is not what the
// document describes. Asking again would bring the same.
func (c *Client) unread(op call.Operation, why say.Text) error {
	return call.New(call.ConnectionError, "Kaonavi's answer to %s is not what its document describes: %s", op.Name, why).
		Of(c.request(op))
}
