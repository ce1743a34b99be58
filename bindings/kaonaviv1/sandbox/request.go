package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"time"
)

// request is one request that passed the door: POST, a known function, a good token.
type request struct {
	at       time.Time
	function function
	sheet    string // the path's sheet_id
	progress string // the path's progress_id or task_id
	dryRun   bool
	body     map[string]any // get_token's
	rows     []row          // the writes'
}

// row is one object of a list in the body; numbers are json.Number.
type row map[string]any

// read takes query and body apart and returns the refusal of what does not fit the function.
func (q *request) read(r *http.Request, body []byte, status int) *answer {
	problem := q.readBody(r, body)
	if problem == "" {
		problem = q.readQuery(r)
	}
	if problem == "" {
		problem = q.readRows()
	}
	if problem == "" {
		return nil
	}
	a := errorsOf(status, problem)
	return &a
}

func (q *request) readBody(r *http.Request, body []byte) string {
	q.body = map[string]any{}
	if len(bytes.TrimSpace(body)) == 0 {
		return ""
	}
	if len(body) > maxBody {
		return "リクエストボディが大きすぎます。"
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return "Content-Typeはapplication/jsonを指定してください。"
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	err := decoder.Decode(&q.body)
	if _, more := decoder.Token(); err != nil || more != io.EOF || q.body == nil {
		return "リクエストボディがJSON形式のオブジェクトではありません。"
	}
	for _, key := range slices.Sorted(maps.Keys(q.body)) {
		if !q.allows(key) {
			return fmt.Sprintf("%s: 使用できないパラメータです。", key)
		}
	}
	if value, given := q.body["dryrun"]; given {
		return q.setDryRun(fmt.Sprint(value))
	}
	return ""
}

// allows reports whether the function's body may have the key.
func (q *request) allows(key string) bool {
	if q.function.list == listConsumer {
		return key == "consumer_key" || key == "consumer_secret"
	}
	return key == "dryrun" || key == q.function.list
}

func (q *request) readQuery(r *http.Request) string {
	for key, values := range r.URL.Query() {
		if key != "dryrun" || len(values) != 1 {
			return fmt.Sprintf("%s: 使用できないクエリパラメータです。", key)
		}
		if problem := q.setDryRun(values[0]); problem != "" {
			return problem
		}
	}
	return ""
}

// setDryRun takes the parameter of document 1.5; one of query and body is enough.
func (q *request) setDryRun(value string) string {
	if value != "0" && value != "1" {
		return "dryrun: 0または1を指定してください。"
	}
	q.dryRun = q.dryRun || value == "1"
	return ""
}

func (q *request) readRows() string {
	key := q.function.list
	if key == "" || key == listConsumer {
		return ""
	}
	list, ok := q.body[key].([]any)
	if !ok {
		return fmt.Sprintf("%s: 配列を指定してください。", key)
	}
	for i, item := range list {
		fields, ok := item.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s[%d]: オブジェクトを指定してください。", key, i)
		}
		q.rows = append(q.rows, fields)
	}
	return ""
}
