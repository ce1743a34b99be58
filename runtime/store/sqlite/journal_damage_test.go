package sqlite

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/say"
	"dandori/runtime/seal"
)

// TestADamagedJournalIsNotReplayed changes the tables behind the store's back.
func TestADamagedJournalIsNotReplayed(t *testing.T) {
	for name, change := range map[string]string{
		"entry 3 of the journal of run r1 cannot be used: it is missing":                    "DELETE FROM journal WHERE seq = 3",
		"entry 1 of the journal of run r1 cannot be used: it is missing":                    "DELETE FROM journal WHERE seq = 1",
		"entry 2 of the journal of run r1 cannot be used: what is sealed there was changed": "UPDATE journal SET body = (SELECT body FROM journal WHERE seq = 3) WHERE seq = 2",
		"entry 4 of the journal of run r1 cannot be used: what is sealed there was changed": "UPDATE journal SET body = body || x'00' WHERE seq = 4",
		"entry 5 of the journal of run r1 cannot be used: this content is":                  "UPDATE journal SET body = x'' WHERE seq = 5",
		"entry 4 of the journal of run r1 cannot be used: this content is":                  "UPDATE journal SET kind = 'retry' WHERE seq = 4",
	} {
		t.Run(change, func(t *testing.T) {
			d := openTest(t)
			l := startRun(t, d, "r1")
			log := journalOf(t, d, l)
			mustAppend(t, log, beginning())
			for n := range 3 {
				c := readCall(n+1, card(100))
				mustAppend(t, log, c[:]...)
			}
			if err := log.Sync(); err != nil {
				t.Fatal(err)
			}
			if _, err := d.writer.conn.ExecContext(t.Context(), change); err != nil {
				t.Fatal(err)
			}
			var found error
			for _, err := range journalOf(t, d, l).Entries() {
				found = err
			}
			if found == nil || !strings.Contains(found.Error(), name) {
				t.Errorf("%v, want %q", found, name)
			}
			if s, ok := found.(say.Sayer); !ok || !strings.Contains(s.SayIn(say.Japanese), "記録") {
				t.Errorf("in Japanese: %v", found)
			}
		})
	}
}

func TestEntriesOutOfPlaceAreNotReplayed(t *testing.T) {
	d := openTest(t)
	l := startRun(t, d, "r1")
	log := journalOf(t, d, l)
	c := readCall(2, nil)
	mustAppend(t, log, beginning(), c[0])
	if err := log.Sync(); err != nil {
		t.Fatal(err)
	}
	for e, err := range journalOf(t, d, l).Entries() {
		if e.Kind != journal.Begin && (err == nil || !strings.Contains(err.Error(), "call 1 comes next")) {
			t.Errorf("%+v, %v", e, err)
		}
	}
}

func TestDamagedContentIsAnError(t *testing.T) {
	d := openTest(t)
	hash, err := d.Put(t.Context(), card(9000))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.writer.conn.ExecContext(t.Context(), "UPDATE blobs SET data = x'0102030405060708'"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Content(t.Context(), hash); err == nil || !strings.Contains(err.Error(), hash) {
		t.Error(err)
	}
}

// TestNothingIsReadableInTheStore looks for what a run knew about people in all of the store's tables.
func TestNothingIsReadableInTheStore(t *testing.T) {
	const canary = "鈴木花子"
	d := openTest(t)
	log := journalOf(t, d, startRun(t, d, "r1"))
	c := readCall(1, []byte(canary+strings.Repeat(canary, 4000)))
	c[0].Call.Args = json.RawMessage(`"` + canary + `"`)
	c[1].Answer.Keep = []call.Keep{{Key: "seen/" + canary, Value: []byte(`"` + canary + `"`)}}
	mustAppend(t, log, beginning(), c[0], c[1])
	if err := log.Sync(); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Put(t.Context(), []byte(canary)); err != nil {
		t.Fatal(err)
	}
	for table, columns := range map[string]string{"journal": "kind || body || coalesce(blob, '')", "blobs": "hash || data", "state": "workflow || key || value"} {
		var rows, seen int
		err := d.reads.QueryRow("SELECT count(*), coalesce(sum(instr(CAST("+columns+" AS BLOB), CAST(? AS BLOB)) > 0), 0) FROM "+table, canary).Scan(&rows, &seen)
		if err != nil || rows == 0 || seen > 0 {
			t.Errorf("%s: %d of %d rows tell it (%v)", table, seen, rows, err)
		}
	}
}

func TestRemovedKeysAreForgottenOnceTheirRunIsOver(t *testing.T) {
	d := openTest(t)
	log := journalOf(t, d, startRun(t, d, "r1"))
	asked := readCall(1, nil)
	mustAppend(t, log, beginning(), asked[0], journal.Entry{Kind: journal.Outcome, N: 1, Answer: call.Answer{Keep: []call.Keep{{Key: "a"}, {Key: "b", Value: []byte("1")}}}})
	if err := log.Sync(); err != nil {
		t.Fatal(err)
	}
	const over = "UPDATE runs SET owner = '', due_at = NULL, state = "
	for _, step := range []struct {
		change string
		left   int
	}{{"SELECT 1", 2}, {over + "'failed'", 2}, {over + "'succeeded'", 1}} {
		if err := d.change(t.Context(), quick, func(x *tx) error {
			_, err := x.Exec(step.change)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Sweep(t.Context(), Keep{}, d.now()); err != nil {
			t.Fatal(err)
		}
		if left := d.count(t, "state"); left != step.left {
			t.Errorf("%s: %d keys are left, want %d", step.change, left, step.left)
		}
	}
}

func TestPackedContentComesBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 70_000)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	for _, content := range [][]byte{{}, []byte("a"), make([]byte, 10<<20), noise, card(200_000), card(600)} {
		packed := pack(content)
		got, err := unpack(packed)
		if err != nil || !bytes.Equal(got, content) {
			t.Fatalf("%d bytes: %v", len(content), err)
		}
		if len(packed) > len(content)+1 {
			t.Errorf("%d bytes became %d", len(content), len(packed))
		}
	}
}

func FuzzUnpack(f *testing.F) {
	for _, content := range [][]byte{nil, []byte("a"), card(2000), make([]byte, 1<<20)} {
		f.Add(pack(content))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		content, err := unpack(b)
		if err != nil {
			return
		}
		if again, err := unpack(pack(content)); err != nil || !bytes.Equal(again, content) {
			t.Errorf("%q: %v", b, err)
		}
	})
}

// TestWhatIsAppendedIsWrittenByItself does not ask for it: after a moment it is there.
func TestWhatIsAppendedIsWrittenByItself(t *testing.T) {
	d := openTest(t)
	log := journalOf(t, d, startRun(t, d, "r1"))
	mustAppend(t, log, beginning())
	r := log.(*runLog)
	r.mu.Lock()
	for r.done == 0 && r.err == nil {
		r.moved.Wait()
	}
	r.mu.Unlock()
	n := 0
	for _, err := range d.ReadJournal(context.Background(), "r1") {
		if n++; err != nil {
			t.Fatal(err)
		}
	}
	if n != 1 {
		t.Errorf("%d entries", n)
	}
}

// TestANewKeySealsJournalsContentAndState also where nothing is sealed: keys that were removed.
func TestANewKeySealsJournalsContentAndState(t *testing.T) {
	path, before, after := filepath.Join(t.TempDir(), "dandori.db"), seal.NewKey(), seal.NewKey()
	d := openStore(t, path, seal.NewBox(before))
	l := startRun(t, d, "r1")
	log := journalOf(t, d, l)
	c := readCall(1, card(9000))
	c[1].Answer.Keep = []call.Keep{{Key: "a", Value: []byte("1")}, {Key: "b"}}
	mustAppend(t, log, beginning(), c[0], c[1])
	if err := errors.Join(log.Sync(), d.Rotate(t.Context(), after), d.Close()); err != nil {
		t.Fatal(err)
	}
	d = openStore(t, path, seal.NewBox(after))
	for e, err := range d.ReadJournal(t.Context(), "r1") {
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind != journal.Outcome {
			continue
		}
		if body, err := d.Content(t.Context(), e.Blob); err != nil || !bytes.Equal(body, c[1].Answer.Body) {
			t.Errorf("%d bytes, %v", len(body), err)
		}
	}
	if keys, err := d.State("export-cards").List(t.Context(), ""); err != nil || !slices.Equal(keys, []string{"a"}) {
		t.Errorf("%q, %v", keys, err)
	}
}

// TestAnOutcomeAndWhatItKeepsAreWrittenTogether or not at all.
func TestAnOutcomeAndWhatItKeepsAreWrittenTogether(t *testing.T) {
	for _, table := range []string{"state", "journal"} {
		d := openTest(t)
		log := journalOf(t, d, startRun(t, d, "r1"))
		c := readCall(1, nil)
		mustAppend(t, log, beginning(), c[0])
		if err := log.Sync(); err != nil {
			t.Fatal(err)
		}
		if _, err := d.writer.conn.ExecContext(t.Context(), "CREATE TRIGGER no AFTER INSERT ON "+table+" BEGIN SELECT RAISE(ABORT, 'no'); END"); err != nil {
			t.Fatal(err)
		}
		c[1].Answer.Keep = []call.Keep{{Key: "a", Value: []byte("1")}}
		if errors.Join(log.Append(c[1]), log.Sync()) == nil {
			t.Fatal("it was written")
		}
		var rows int
		if err := d.reads.QueryRow("SELECT (SELECT count(*) FROM journal WHERE seq > 2) + (SELECT count(*) FROM state)").Scan(&rows); err != nil || rows > 0 {
			t.Errorf("%s refused a row, and %d others are there (%v)", table, rows, err)
		}
	}
}
