package sandbox

import (
	"net/http"
	"strconv"
	"strings"
)

// answer is what goes back: a body in the order of the fact sheet's samples.
type answer struct {
	status     int
	retryAfter string
	allow      string // the verbs of a 405
	body       any    // nil: nothing
	text       string // of an answer that is no JSON
	file       *content
}

// extend adds to every object what a later version of the API may add.
func extend(v any) any {
	switch v := v.(type) {
	case object:
		out := object{}
		for _, p := range v {
			out = append(out, pair{p.key, extend(p.value)})
		}
		return append(out, pair{"x_new_key", "v2.1"})
	case []object:
		out := make([]any, len(v))
		for i, o := range v {
			out[i] = extend(o)
		}
		return out
	default:
		return v
	}
}

func ok(body any) answer { return answer{status: http.StatusOK, body: body} }

// errorsOf is the answer to a request that is refused: {"errors": ["…"]} (§4, B).
func (s *Sandbox) errorsOf(status int, problems ...string) answer {
	switch v := s.options.Variant; {
	case v.NoErrors:
		return answer{status: status, body: object{}}
	case v.TextErrors:
		return answer{status: status, text: strings.Join(problems, "\n")}
	default:
		return answer{status: status, body: object{{"errors", problems}}}
	}
}

func (a answer) write(w http.ResponseWriter) {
	header, body, media := w.Header(), []byte(a.text), "text/plain; charset=utf-8"
	switch {
	case a.file != nil:
		body, media = a.file.data, a.file.media
	case a.body != nil:
		media = "application/json"
		body = encoded(a.body)
	}
	if a.retryAfter != "" {
		header.Set("Retry-After", a.retryAfter)
	}
	if a.allow != "" {
		header.Set("Allow", a.allow)
	}
	if a.status != http.StatusNoContent {
		header.Set("Content-Type", media)
		header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(a.status)
	if a.status != http.StatusNoContent {
		_, _ = w.Write(body) // the client went away: its loss
	}
}

// object is a JSON object whose keys keep their order.
type object []pair

// pair is one key of an object with its value.
type pair struct {
	key   string
	value any
}
