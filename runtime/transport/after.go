package transport

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"dandori/runtime/clock"
)

const refusalBytes = 64 << 10 // more than that is no answer to a refused request

// retryAfter returns how long an answer of 429 says to wait, 0 when it names no
// time, and leaves the body to be read again. Where the time stands is not
// documented (sansan.md §1.7 item 24): looked for at the top level of the
// body, then in each item of error[], then in the Retry-After header.
func retryAfter(resp *http.Response) time.Duration {
	head, err := io.ReadAll(io.LimitReader(resp.Body, refusalBytes))
	resp.Body = &rereadable{Reader: io.MultiReader(bytes.NewReader(head), failing{err, resp.Body}), Closer: resp.Body}
	if wait := afterInBody(head); wait > 0 {
		return wait
	}
	return afterInHeader(resp.Header.Get("Retry-After"))
}

type rereadable struct {
	io.Reader
	io.Closer
}

// failing goes on with r, or repeats the error that reading it gave.
type failing struct {
	err error
	r   io.Reader
}

func (f failing) Read(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return f.r.Read(p)
}

func afterInBody(body []byte) time.Duration {
	var top map[string]json.RawMessage
	if json.Unmarshal(body, &top) != nil {
		return 0
	}
	if wait := afterField(top); wait > 0 {
		return wait
	}
	for key, raw := range top {
		if !strings.EqualFold(key, "error") && !strings.EqualFold(key, "errors") {
			continue
		}
		if wait := afterInErrors(raw); wait > 0 {
			return wait
		}
	}
	return 0
}

// afterInErrors takes one error or an array of them.
func afterInErrors(raw json.RawMessage) time.Duration {
	var items []map[string]json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		items = make([]map[string]json.RawMessage, 1)
		if json.Unmarshal(raw, &items[0]) != nil {
			return 0
		}
	}
	for _, item := range items {
		if wait := afterField(item); wait > 0 {
			return wait
		}
	}
	return 0
}

func afterField(fields map[string]json.RawMessage) time.Duration {
	for key, raw := range fields {
		name := strings.ReplaceAll(strings.ToLower(key), "_", "")
		if name != "retryafter" {
			continue
		}
		text := string(raw)
		var quoted string
		if json.Unmarshal(raw, &quoted) == nil {
			text = quoted
		}
		if wait := seconds(text); wait > 0 {
			return wait
		}
	}
	return 0
}

func afterInHeader(value string) time.Duration {
	if wait := seconds(value); wait > 0 {
		return wait
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(clock.Now()))
	}
	return 0
}

// seconds reads a number of seconds, rounded up to a millisecond; 0 if it is none.
func seconds(text string) time.Duration {
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	const most = float64(1<<62) / float64(time.Second)
	if err != nil || !(n > 0 && n < most) {
		return 0
	}
	return time.Duration(n*float64(time.Second)) + time.Millisecond - 1
}
