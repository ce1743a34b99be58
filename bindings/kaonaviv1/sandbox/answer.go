package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
)

// answer is what goes back: a body in the order of the document's samples.
type answer struct {
	status     int
	retryAfter string
	body       object
}

func ok(body object) answer { return answer{status: http.StatusOK, body: body} }

// errorsOf is the answer to a request that is refused (document 1.5).
func errorsOf(status int, problems ...string) answer {
	return answer{status: status, body: object{{"errors", problems}}}
}

func (a answer) write(w http.ResponseWriter) {
	body, err := json.Marshal(a.body)
	if err != nil {
		panic(err) // strings, numbers, booleans and lists of them
	}
	header := w.Header()
	header.Set("Content-Type", "application/json; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if a.retryAfter != "" {
		header.Set("Retry-After", a.retryAfter)
	}
	if a.status == http.StatusMethodNotAllowed {
		header.Set("Allow", http.MethodPost)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(body) // the client went away: its loss
}

// object is a JSON object whose keys keep their order.
type object []field

type field struct {
	key   string
	value any
}

// MarshalJSON writes the fields in order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, part := range []any{f.key, f.value} {
			if j == 1 {
				b.WriteByte(':')
			}
			if err := encoder.Encode(part); err != nil {
				return nil, err
			}
			b.Truncate(b.Len() - 1) // the encoder's newline
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
