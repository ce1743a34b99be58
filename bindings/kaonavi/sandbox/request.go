package sandbox

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"time"
)

// request is one request to an operation.
type request struct {
	operation
	at   time.Time
	http *http.Request
	raw  []byte // the body as it came
	ids  []string
	body map[string]any // of a write; numbers are json.Number

	calculated bool   // get_calc_type (§8.1)
	since      string // updated_since, "" for all (§8.2)
}

// id returns the nth id of the path.
func (q *request) id(n int) string { return q.ids[n] }

// dryRun reports whether the request is a rehearsal (§6, B).
func (q *request) dryRun() bool { return q.http != nil && q.http.Header.Get(dryRunHeader) == "1" }

const dryRunHeader = "Dry-Run"

// read takes header, query and body apart and returns the refusal of what does
// not fit, whatever the operation.
func (s *Sandbox) read(q *request) *answer {
	if value := q.http.Header.Get(dryRunHeader); value != "" && value != "0" && value != "1" {
		return s.refuse(http.StatusBadRequest, "Dry-Run: 0または1を指定してください。")
	}
	if problem := s.readQuery(q); problem != "" {
		return s.refuse(http.StatusBadRequest, problem)
	}
	if q.plan == nil || q.method == http.MethodDelete {
		return nil
	}
	if int64(len(q.raw)) > s.options.Limits.Body {
		return s.refuse(http.StatusRequestEntityTooLarge, "リクエストボディが大きすぎます。")
	}
	if media, _, err := mime.ParseMediaType(q.http.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return s.refuse(http.StatusBadRequest, "Content-Typeはapplication/jsonを指定してください。")
	}
	if !q.parse() {
		return s.refuse(http.StatusBadRequest, "リクエストボディがJSON形式のオブジェクトではありません。")
	}
	return nil
}

// parse makes body from raw.
func (q *request) parse() bool {
	decoder := json.NewDecoder(bytes.NewReader(q.raw))
	decoder.UseNumber()
	err := decoder.Decode(&q.body)
	_, more := decoder.Token()
	return err == nil && more == io.EOF && q.body != nil
}

// sinceInDoubt tells where only MCP knows updated_since (§8.2, §8.3, C).
func sinceInDoubt(operation string) bool {
	return operation == "members.list" || operation == "sheet.list"
}

func (s *Sandbox) readQuery(q *request) string {
	values := q.http.URL.Query()
	for _, key := range slices.Sorted(maps.Keys(values)) {
		known := slices.Contains(q.query, key) && !(s.options.Variant.NoSince && sinceInDoubt(q.name))
		if !known && s.options.Variant.IgnoreUnknown {
			continue
		}
		if !known || len(values[key]) != 1 {
			return key + ": 使用できないクエリパラメータです。"
		}
		if problem := q.setQuery(key, values[key][0]); problem != "" {
			return key + ": " + problem
		}
	}
	return ""
}

func (q *request) setQuery(key, value string) string {
	switch {
	case key == since && !isDate(value):
		return "日付はYYYY-MM-DD形式で指定してください。"
	case key == since:
		q.since = value
	case value != "true" && value != "false":
		return "trueまたはfalseを指定してください。"
	default:
		q.calculated = value == "true"
	}
	return ""
}
