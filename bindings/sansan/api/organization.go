package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// Users returns all users, by the keys of Keys(Users); delimiter is what the
// vendor is asked to separate columns with. No users at all is an error: the
// API key belongs to one, and a script that compares against an empty list
// would add or remove a whole company.
func (c *Client) Users(ctx context.Context, delimiter string) ([]Record, error) {
	users, err := c.table(ctx, listUsers, Users, delimiter)
	if err == nil && len(users) == 0 {
		return nil, call.New(call.ConnectionError, "Sansan's answer to %s holds no user, although the API key belongs to one", listUsers.Name).
			WithHint("Run it again in a while.").Of(c.requestOf(listUsers))
	}
	return users, err
}

// Departments returns all departments, by the keys of Keys(Departments).
func (c *Client) Departments(ctx context.Context, delimiter string) ([]Record, error) {
	return c.table(ctx, listDepartments, Departments, delimiter)
}

func (c *Client) table(ctx context.Context, op call.Operation, k Kind, delimiter string) ([]Record, error) {
	if delimiter == "" {
		delimiter = "comma"
	}
	var rows []Record
	err := c.send(ctx, ask{
		op: op, path: []string{"organization", k.String() + "s"}, query: url.Values{"delimiter": {delimiter}},
	}, func(a answer) (err error) {
		rows, err = ParseTable(k, a.body, delimiter)
		return err
	})
	return rows, err
}

// State is how far an import is (importStatus).
type State int

// The states of the document: 予約中, 実行中, 完了, エラー.
const (
	Waiting State = 0
	Running State = 1
	OK      State = 2
	Error   State = 9
)

// String is the state as scripts see it.
func (s State) String() string {
	switch s {
	case Waiting:
		return "waiting"
	case Running:
		return "running"
	case OK:
		return "ok"
	default:
		return "error"
	}
}

// Ended reports whether the import has a result.
func (s State) Ended() bool { return s == OK || s == Error }

// JobState returns how far an import is.
func (c *Client) JobState(ctx context.Context, importID string) (State, error) {
	var state State
	err := c.send(ctx, ask{op: jobStatus, path: []string{"organization", "jobs", importID}}, func(a answer) (err error) {
		state, err = parseState(a.body)
		return err
	})
	return state, err
}

// parseState takes a number or the same as text.
func parseState(body []byte) (State, error) {
	var v struct{ ImportStatus json.RawMessage }
	if err := json.Unmarshal(body, &v); err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(strings.Trim(string(v.ImportStatus), `"`))
	if s := State(n); err == nil && (s == Waiting || s == Running || s.Ended()) {
		return s, nil
	}
	return 0, say.Errorf("importStatus is %s, none of 0, 1, 2 and 9", orNothing(string(v.ImportStatus)))
}

func orNothing(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// JobResults returns what became of each row of an import that has ended.
func (c *Client) JobResults(ctx context.Context, importID string) ([]ImportResult, error) {
	var results []ImportResult
	err := c.send(ctx, ask{op: jobResult, path: []string{"organization", "jobs", importID, "result"}}, func(a answer) (err error) {
		results, err = ParseResults(a.body, "comma")
		return err
	})
	return results, err
}

// post sends the CSVs of an import or a check.
func (c *Client) post(ctx context.Context, op call.Operation, f *form, take func(answer) error) error {
	body, mime := upload(f.parts)
	last := "jobs"
	if op == checkImport {
		last = "check"
	}
	return c.send(ctx, ask{
		op: op, method: http.MethodPost, path: []string{"organization", last},
		query: url.Values{"encoding": {f.encoding}, "delimiter": {f.delimiter}},
		body:  body, mime: mime,
	}, take)
}
