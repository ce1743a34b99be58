package cli

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// hook is a place that webhooks are sent to; it gives each the answer status.
func hook(t *testing.T, status int) (url string, taken func() []map[string]any) {
	messages := make(chan map[string]any, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var m map[string]any
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil || r.Method != http.MethodPost {
			t.Errorf("%s: %v", r.Method, err)
		}
		messages <- m
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/secret-path", func() (all []map[string]any) {
		for len(messages) > 0 {
			all = append(all, <-messages)
		}
		return all
	}
}

func TestTheDoctorSendsATestThroughAChannel(t *testing.T) {
	good, taken := hook(t, http.StatusOK)
	refuses, _ := hook(t, http.StatusNotFound)
	dir := t.TempDir()
	write(t, dir, "dandori.yaml", "notify:\n  ops: { webhook: \"${OPS_HOOK}\" }\n  old: { webhook: \""+refuses+"\" }\n  unused: { webhook: \"${NOT_SET}\" }\n")

	got := typed(t, dir, []string{"OPS_HOOK=" + good}, "doctor", "--tell", "ops")
	if got.code != 0 || got.stdout != "ok    channel ops: a test message was sent, and taken: whoever reads it there should see it now\n" {
		t.Errorf("%v", got)
	}
	if all := taken(); len(all) != 1 || !strings.Contains(all[0]["title"].(string), filepath.Base(dir)+"] a test of dandori") {
		t.Errorf("sent: %v", all)
	}

	got = typed(t, dir, []string{"OPS_HOOK=" + good, "DANDORI_LANG=ja"}, "doctor", "--tell", "old,ops", "--json")
	var signs []listedSign
	if err := json.Unmarshal([]byte(got.stdout), &signs); err != nil || got.code != int(exitConfig) || len(signs) != 2 {
		t.Fatal(err, got)
	}
	if old := signs[0]; old.Check != "channel old" || old.Condition != conditionBad || !strings.Contains(old.Message, "404") || strings.Contains(got.stdout, "secret-path") {
		t.Errorf("%+v", signs)
	}
	if ops := signs[1]; ops.Check != "channel ops" || ops.Condition != conditionOK || !strings.Contains(ops.Message, "テストメッセージ") {
		t.Errorf("%+v", signs)
	}
	if all := taken(); len(all) != 1 || !strings.Contains(all[0]["text"].(string), "通知") {
		t.Errorf("sent: %v", all)
	}

	write(t, dir, "dandori.yaml", "notifi: {}\n")
	if got := typed(t, dir, nil, "doctor", "--tell", "ops"); got.code != int(exitConfig) || got.stdout != "" || !strings.Contains(got.stderr, "dandori.yaml:1:1") {
		t.Errorf("a broken configuration: %v", got)
	}
}
