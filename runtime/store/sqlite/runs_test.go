package sqlite

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/catalog"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// What the tables cannot hold needs no janitor.
func TestNoRunIsLeftLyingAbout(t *testing.T) {
	d, _ := shared(t)
	order(t, d, "run")
	for _, wrong := range []string{
		"state = 'running'", // nobody's
		"owner = 'a'",       // nobody runs it
		"due_at = NULL",     // never claimed
		"state = 'running', owner = 'a', due_at = NULL",
		"state = 'paused'", // due although it is paused
		"state = 'done', due_at = NULL",
	} {
		err := d.change(t.Context(), quick, func(tx *tx) error {
			_, err := tx.Exec("UPDATE runs SET " + wrong + " WHERE id = 'run'")
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "CHECK") {
			t.Errorf("a run can have %s: %v", wrong, err)
		}
	}
}

// Nothing about people can be read in the file, nor in the log beside it.
func TestRunsAreSealed(t *testing.T) {
	d, path := shared(t)
	const canary = "佐藤花子 hanako@example.com"
	plain, err := json.Marshal(canary)
	if err != nil {
		t.Fatal(err)
	}
	l, err := d.Add(t.Context(), queue.Run{ID: "run", Spec: queue.Spec{Params: plain}}, d.Worker(), 1e9)
	for _, err := range []error{
		err,
		d.Request(t.Context(), "run", 1, canary, plain, nil),
		d.Write(t.Context(), "run", []queue.Line{{Message: canary, Fields: plain}}),
		decided(t, d, queue.Decision{Run: "run", N: 1, By: canary, Note: canary}),
		d.Park(t.Context(), l, queue.Park{State: queue.Succeeded, Reason: say.Raw(canary), Result: plain, Failure: plain,
			Keep: []call.Keep{{Key: canary, Value: plain}}, Notices: []queue.Notice{{Workflow: canary, Text: say.Raw(canary)}}}),
		d.Skip(t.Context(), []queue.Cause{{Workflow: "w", Kind: queue.ByFile, Key: canary, File: queue.File{Path: canary}}}, nil),
		d.SetMark(t.Context(), "timetable/w", []byte(canary)),
		entered(d.SetEntry(t.Context(), catalog.Entry{Workflow: "w", Fault: &catalog.Fault{File: canary, Message: say.Raw(canary)}}, time.Time{})),
		d.Close(),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{path, path + "-wal"} {
		content, err := os.ReadFile(filepath.Clean(file))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		for _, word := range []string{"佐藤", "hanako"} {
			if bytes.Contains(content, []byte(word)) {
				t.Errorf("%s stands in %s", word, filepath.Base(file))
			}
		}
	}
}

func decided(t *testing.T, d *DB, word queue.Decision) error {
	t.Helper()
	ok, err := d.Decide(t.Context(), word)
	if !ok {
		t.Error("the decision was not entered")
	}
	return err
}

// One damaged run must not hide the others.
func TestADamagedRunIsListedAsSuch(t *testing.T) {
	d, _ := shared(t)
	order(t, d, "a", "b", "c")
	if err := d.change(t.Context(), quick, func(tx *tx) error {
		_, err := tx.Exec("UPDATE runs SET spec = x'00112233445566778899' WHERE id = 'b'")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for name, look := range map[string]func() ([]queue.Run, error){
		"List":  func() ([]queue.Run, error) { return d.List(t.Context(), queue.Filter{}) },
		"Ready": func() ([]queue.Run, error) { return d.Ready(t.Context(), 10) },
	} {
		runs, err := look()
		if err != nil || len(runs) != 3 {
			t.Fatalf("%s: %d runs, %v", name, len(runs), err)
		}
		for _, r := range runs {
			if damaged := strings.Contains(r.Reason.En, "damaged"); damaged != (r.ID == "b") || r.State != queue.Queued {
				t.Errorf("%s: %+v", name, r)
			}
		}
	}
	if _, _, err := d.Get(t.Context(), "b"); err == nil {
		t.Error("the damaged one can be shown")
	}
}

// State that is kept at the end is kept together with the end.
func TestSuccessKeepsState(t *testing.T) {
	d, _ := shared(t)
	for _, c := range []struct {
		state queue.State
		want  string
	}{{queue.Failed, ""}, {queue.Succeeded, "1"}} {
		r := queue.Run{ID: "run " + string(c.state), Workflow: "w"}
		l, err := d.Add(t.Context(), r, d.Worker(), 1e9)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Park(t.Context(), l, queue.Park{State: c.state, Keep: []call.Keep{{Key: "cursor", Value: []byte("1"), AtEnd: true}}}); err != nil {
			t.Fatal(err)
		}
		got, _, err := d.State("w").Get(t.Context(), "cursor")
		if err != nil || string(got) != c.want {
			t.Errorf("after a run that %s the state is %q (%v), want %q", c.state, got, err, c.want)
		}
	}
}

func TestABellThatIsOutlivedEnds(t *testing.T) {
	d, _ := shared(t)
	bell := d.Bell()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := bell.Wait(t.Context(), d.now()); err == nil {
		t.Error("it waits for a store that is closed")
	}
}

// A run that somebody worked on after it was looked at may be in doubt since.
func TestACancelLooksAgain(t *testing.T) {
	d, _ := shared(t)
	order(t, d, "run")
	if err := d.change(t.Context(), quick, func(tx *tx) error {
		if state, done, err := d.cancel(tx, "run", look{epoch: 1}); done || err != nil {
			t.Errorf("cancelled on an old look: %s, %v", state, err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// entered is the error of SetEntry.
func entered(ok bool, err error) error {
	if err == nil && !ok {
		return errors.New("the entry was not kept")
	}
	return err
}

// Many values are read at once, those of this state and no others.
func TestStateSome(t *testing.T) {
	d, _ := shared(t)
	l, err := d.Add(t.Context(), queue.Run{ID: "r", Workflow: "w"}, d.Worker(), 1e9)
	if err != nil {
		t.Fatal(err)
	}
	var keep []call.Keep
	var keys []string
	for i := range 1200 {
		keys = append(keys, fmt.Sprintf("髙橋'%d", i))
		if i%2 == 0 {
			keep = append(keep, call.Keep{Key: keys[i], Value: fmt.Appendf(nil, "%d", i), AtEnd: true})
		}
	}
	if err := d.Park(t.Context(), l, queue.Park{State: queue.Succeeded, Keep: keep}); err != nil {
		t.Fatal(err)
	}
	got, err := d.State("w").Some(t.Context(), keys)
	if err != nil || len(got) != 600 || string(got[keys[1198]]) != "1198" {
		t.Errorf("%d values, %v", len(got), err)
	}
	for _, c := range []struct {
		state string
		keys  []string
	}{{"other", keys}, {"w", nil}} {
		if got, err := d.State(c.state).Some(t.Context(), c.keys); err != nil || len(got) != 0 {
			t.Errorf("%s: %d values, %v", c.state, len(got), err)
		}
	}
}
