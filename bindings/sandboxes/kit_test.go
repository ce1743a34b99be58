package sandboxes

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"dandori/runtime/workflow"
)

// quick are companies without limits, whose tasks take no time.
var quick = Options{Size: 5, JobTime: -1, Limits: Limits{Off: true}}

// client is a client of one company of Kaonavi's.
type client struct {
	http  *http.Client
	base  string
	token string
}

// join returns a client of the company named like its kind. Each request has a connection of its own.
func join(s *Sandbox, name string) *client {
	return &client{
		http: &http.Client{Transport: &http.Transport{DialContext: s.Dialer(workflow.KaonaviV1, name), DisableKeepAlives: true}},
		base: BaseURL(name).String(),
	}
}

// post sends JSON and returns the answer's.
func (c *client) post(ctx context.Context, path, body string) (status int, answer map[string]any, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Kaonavi-Token", c.token)
	response, err := c.http.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, nil, err
	}
	if json.Unmarshal(text, &answer) != nil {
		return response.StatusCode, map[string]any{"text": string(text)}, nil
	}
	return response.StatusCode, answer, nil
}

// login gets a token.
func (c *client) login(ctx context.Context) error {
	keys := CredentialsOf(workflow.KaonaviV1)
	status, answer, err := c.post(ctx, "/v1.2/get_token", fmt.Sprintf(`{"consumer_key":%q,"consumer_secret":%q}`, keys.Key, keys.Secret))
	if err != nil {
		return err
	}
	data, _ := answer["data"].(map[string]any)
	token, ok := data["access_token"].(string)
	if !ok {
		return fmt.Errorf("%d %v", status, answer)
	}
	c.token = token
	return nil
}

// add adds a member and returns the task's id.
func (c *client) add(ctx context.Context, code string) (task string, err error) {
	status, answer, err := c.post(ctx, "/v1.2/sheet/0/data/add", fmt.Sprintf(`{"data":[{"member_code":%q,"member_name":"山田 太郎"}]}`, code))
	if err != nil {
		return "", err
	}
	task, ok := answer["progress_id"].(string)
	if status != http.StatusOK || !ok {
		return "", fmt.Errorf("%d %v", status, answer)
	}
	return task, nil
}

// status returns a task's status.
func (c *client) status(ctx context.Context, task string) (string, error) {
	_, answer, err := c.post(ctx, "/v1.2/task/"+task, "")
	status, _ := answer["status"].(string)
	return status, err
}

// members returns how often each member's code is there.
func (c *client) members(ctx context.Context) (map[string]int, error) {
	_, answer, err := c.post(ctx, "/v1.2/sheet/0", "")
	if err != nil {
		return nil, err
	}
	rows, _ := answer["data"].([]any)
	codes := map[string]int{}
	for _, row := range rows {
		code, _ := row.(map[string]any)["member_code"].(string)
		codes[code]++
	}
	return codes, nil
}

// opened returns a sandbox of the folder that is closed with the test.
func opened(t *testing.T, c Config) *Sandbox {
	t.Helper()
	s := Open(c)
	t.Cleanup(s.Close)
	return s
}

// joined returns a client with a token.
func joined(t *testing.T, s *Sandbox) *client {
	t.Helper()
	c := join(s, "kaonavi-v1")
	if err := c.login(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

// done adds a member, which must end well.
func (c *client) done(t *testing.T, code string) {
	t.Helper()
	task, err := c.add(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	if status, err := c.status(t.Context(), task); err != nil || status != "OK" {
		t.Fatal(status, err)
	}
}

// has reports whether a member is there.
func (c *client) has(t *testing.T, code string) bool {
	t.Helper()
	members, err := c.members(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return members[code] == 1
}
