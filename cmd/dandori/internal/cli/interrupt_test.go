package cli

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestSecondInterruptSaysWhatIsUnknown: the first Ctrl-C waits for the write on
// the wire; the second gives it up, and what became of it is in doubt.
func TestSecondInterruptSaysWhatIsUnknown(t *testing.T) {
	arrived, release := make(chan struct{}), make(chan struct{})
	vendor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/get_token") {
			fmt.Fprint(w, `{"data":{"access_token":"t","expires_in":3600}}`)
			return
		}
		close(arrived)
		<-release
	}))
	defer vendor.Close()
	defer close(release)
	dir := t.TempDir()
	write(t, dir, "dandori.yaml", "connections:\n  kaonavi-v1:\n    kind: kaonavi-v1\n    baseURL: "+vendor.URL+
		"\n    consumerKey: k\n    consumerSecret: s\n")
	write(t, dir, "add.ts", `import { kaonaviV1 } from "dandori/connections";
try { await kaonaviV1.members.add([{ member_code: "A1", member_name: "山田" }]); } catch { console.log("caught"); }`)

	signals := make(chan os.Signal)
	var stdout, stderr strings.Builder
	ended := make(chan int)
	go func() {
		ended <- Run(Env{
			Args: []string{"run", "add.ts", "--json"}, Dir: dir, Stdout: &stdout, Stderr: &stderr,
			Lookup:  func(string) (string, bool) { return "", false },
			SetZone: func(*time.Location) {},
			Signals: func() (<-chan os.Signal, func()) { return signals, func() {} },
			Exit:    func(int) { t.Error("the process was ended") },
		})
	}()
	<-arrived
	signals <- os.Interrupt
	signals <- os.Interrupt
	if code := <-ended; code != int(exitInDoubt) {
		t.Errorf("exit code %d\n%s", code, stderr.String())
	}
	for _, want := range []string{"nothing new is sent", "giving up what is under way", "it is not known whether members.add on kaonavi-v1 was done"} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("stderr does not say %q:\n%s", want, stderr.String())
		}
	}
	if !strings.Contains(stdout.String(), `"state":"in_doubt"`) || strings.Contains(stderr.String(), `"message":"caught"`) {
		t.Errorf("got %s\n%s", stdout.String(), stderr.String())
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
