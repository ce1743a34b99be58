package sandbox

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// reply is an answer before it is sent.
type reply struct {
	status    int
	mediaType string
	header    http.Header
	body      []byte
}

func (r *reply) send(w http.ResponseWriter) {
	for name, values := range r.header {
		w.Header()[name] = values
	}
	if r.mediaType != "" {
		w.Header().Set("Content-Type", r.mediaType)
	}
	if r.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(len(r.body)))
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body)
}

func answerJSON(v any) *reply {
	b, err := json.Marshal(v)
	if err != nil {
		return &reply{status: http.StatusInternalServerError}
	}
	return answerBytes("application/json", b)
}

func answerBytes(mediaType string, b []byte) *reply {
	return &reply{status: http.StatusOK, mediaType: mediaType, body: b}
}

// flaw is one element of an error answer's "error".
type flaw struct{ code, field string }

// The codes of the document's table of statuses.
const (
	codeRequired   = "required"
	codeInvalid    = "invalid_value"
	codeExpired    = "expired_token"
	codeBadKey     = "invalid_api_key"
	codeBadApp     = "invalid_app_id"
	codeForbidden  = "has_no_permission"
	codeMediaType  = "unsupported_media_type"
	codeTooMany    = "too_many_request"
	noCode         = ""
	messageUnknown = "The resource does not exist."
)

// refusal is an answer in the shape of the document's error object.
type refusal struct {
	status  int
	message string
	flaws   []flaw
}

func refuse(status int, message, code, field string) *refusal {
	return &refusal{status: status, message: message, flaws: []flaw{{code, field}}}
}

func bad(code, field, message string) *refusal {
	return refuse(http.StatusBadRequest, message, code, field)
}

// reply writes the refusal as the variants want it.
func (f *refusal) reply(v Variants) *reply {
	body := map[string]any{"statusCode": f.status, "message": f.message}
	if errors := f.errors(v); len(errors) > 0 && !v.NoErrors {
		body["error"] = errors
		if v.OneError {
			body["error"] = errors[0]
		}
	}
	r := answerJSON(body)
	r.status = f.status
	return r
}

func (f *refusal) errors(v Variants) []map[string]any {
	code := "Code"
	if v.LowerCode {
		code = "code"
	}
	errors := []map[string]any{}
	for _, flaw := range f.flaws {
		if flaw.code == noCode {
			continue
		}
		e := map[string]any{code: flaw.code}
		if flaw.field != "" {
			e["field"] = flaw.field
		}
		errors = append(errors, e)
	}
	return errors
}

// tooMany is the 429. A bare one names no time.
func tooMany(count int, retry time.Duration, bare bool, v Variants) *reply {
	seconds := int((retry + time.Second - 1) / time.Second)
	body := map[string]any{"statusCode": http.StatusTooManyRequests, "message": "Too many requests."}
	e := (&refusal{flaws: []flaw{{codeTooMany, ""}}}).errors(v)
	body["error"] = e
	where := v.RetryAfter
	if bare {
		where = RetryNone
	}
	header := http.Header{}
	switch where {
	case RetryTop:
		body["access_count"], body["retry_after"] = count, seconds
	case RetryString:
		body["access_count"], body["retry_after"] = strconv.Itoa(count), strconv.Itoa(seconds)
	case RetryError:
		e[0]["access_count"], e[0]["retry_after"] = count, seconds
	case RetryHeader:
		header.Set("Retry-After", strconv.Itoa(seconds))
	}
	r := answerJSON(body)
	r.status, r.header = http.StatusTooManyRequests, header
	return r
}
