package plan

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func raw(s string) json.RawMessage { return json.RawMessage(s) }

func update(key string) Change {
	return Change{Key: key, Was: raw(`{"code":"` + key + `","mail":"a"}`), Now: raw(`{"code":"` + key + `","mail":"b"}`)}
}

func remove(key string) Change { return Change{Key: key, Was: raw(`{"code":"` + key + `"}`)} }

func write(changes ...Change) Write {
	return Write{Connection: "kaonavi", Vendor: "kaonavi", Operation: "members.update", Present: 10, Changes: changes}
}

func TestFieldsAreWhatDiffers(t *testing.T) {
	c := Change{
		Was: raw(`{"code":"E1","mail":"a@x","department":{"code":"D1"},"fields":{"サイズ":"M","色":["赤"]},"records":[{"資格":"A"}]}`),
		Now: raw(`{"code":"E1","mail":null,"department":{"code":"D2"},"fields":{"サイズ":"M","色":["赤","青"]},"records":[{"資格":"A"},{"資格":"B"}]}`),
	}
	got := []string{}
	for _, f := range c.Fields() {
		got = append(got, f.Name+": "+Text(f.Before)+" → "+Text(f.After))
	}
	want := []string{"mail: a@x → ", "department.code: D1 → D2", "fields.色: 赤 → 赤 / 青", "records[1].資格:  → B"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
}

func TestTheGuardCountsTheWholeRun(t *testing.T) {
	two := 2
	b := NewBook(Config{Guard: Guard{Remove: &two}})
	for i, w := range []struct {
		write Write
		says  string
	}{
		{write(remove("E1"), update("E2")), ""},
		{write(remove("E3")), ""},
		{write(remove("E4")), "makes 3 in this run"},
		{write(update("E5")), ""},
	} {
		err := b.admit(i+1, w.write)
		if (err == nil) != (w.says == "") || err != nil && !strings.Contains(err.Error(), w.says) {
			t.Errorf("write %d: %v", i+1, err)
		}
	}
	if err := b.admit(1, write(remove("E9"))); err != nil { // in place of what it announced before
		t.Error(err)
	}
}

func TestTheGuardOnChangesCountsRowsOnce(t *testing.T) {
	b := NewBook(Config{Guard: Guard{Change: 30}})
	for n, key := range []string{"E1", "E2", "E3", "E1"} {
		if err := b.admit(n+1, write(update(key))); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
	if err := b.admit(8, write(Change{Of: "order", Was: raw(`{"order":["a","b"]}`), Now: raw(`{"order":["b","a"]}`)})); err != nil { // no row
		t.Error(err)
	}
	if err := b.admit(9, write(update("E4"))); err == nil || !strings.Contains(err.Error(), "4 of 10 rows in this run (40%)") {
		t.Error(err)
	}
}

func TestOnlyWhatWasSignedIsDone(t *testing.T) {
	made := Change{Key: "dry-run:1", Now: raw(`{"id":"dry-run:1","name":"x"}`)}
	signed := NewSigned(Rows([]Write{write(update("E1"), update("E2")), write(made), write()}))
	b := NewBook(Config{Signed: signed})
	if err := b.admit(1, write(update("E1"), update("E3"))); err == nil || !strings.Contains(err.Error(), "E3") || !strings.Contains(err.Error(), "E2") || strings.Contains(err.Error(), "E1") {
		t.Error(err)
	}
	if err := b.admit(1, write(update("E2"), update("E1"))); err != nil {
		t.Error(err)
	}
	if err := b.admit(2, write(update("E1"), update("E2"))); err == nil {
		t.Error("the same write twice")
	}
	if got := b.Unused(); len(got) != 2 {
		t.Errorf("left over: %v", got)
	}
	if err := b.admit(3, write(Change{Key: "4711", Now: raw(`{"id":"4711","name":"x"}`)})); err != nil {
		t.Error(err)
	}
	if err := b.admit(4, write()); err != nil {
		t.Error(err)
	}
}

func TestARemovalNamesWhoGoes(t *testing.T) {
	for was, want := range map[string]string{
		`{"code":"E1","name":"髙橋 一","mail":"a@x"}`:                 "name 髙橋 一",
		`{"departmentId":"7","departmentName":"人事部"}`:              "departmentName 人事部",
		`{"code":"E1","name":"","records":[{"fields":{"x":"y"}}]}`: " ",
	} {
		rows := Rows([]Write{write(Change{Key: "k", Was: raw(was)})})
		if len(rows) != 1 || rows[0].Field+" "+rows[0].Before != want || rows[0].After != "" {
			t.Errorf("%s: %+v", was, rows)
		}
	}
}

// A name stands beside the key for who signs; what was signed under another one is named.
func TestRowsSayWhoseTheyAre(t *testing.T) {
	called := func(key, name string) Change {
		c := update(key)
		c.Name = name
		return c
	}
	rows := Rows([]Write{write(called("E1", "髙橋 一"), called("E2", ""), called("E3", "E3"), Change{Of: "order", Now: raw(`["a"]`)})})
	for i, want := range []string{"髙橋 一", "", "", ""} {
		if rows[i].Name != want {
			t.Errorf("%s is called %q", rows[i].Key, rows[i].Name)
		}
	}
	if rows[3].Key != "order" {
		t.Errorf("%q", rows[3].Key)
	}
	if strings.Contains(List(rows), "髙橋") {
		t.Error("a list for the log names people")
	}
	signed := NewSigned(rows)
	for i, c := range []struct {
		now  []Change
		want []string
	}{
		{[]Change{called("E1", "髙橋 一\u00a0"), called("E2", "乙"), called("E3", "丙")}, nil}, // nobody was named there
		{[]Change{called("E1", "木村 亮"), called("E2", "")}, []string{"E1"}},
		{[]Change{called("E1", "")}, nil}, // nobody knows
		{[]Change{called("E1", "木村 亮"), called("E1", "髙橋 一")}, nil},
		{[]Change{called("E9", "木村 亮")}, nil}, // Drift says that
	} {
		var got []string
		for _, r := range signed.Renamed([]Write{write(c.now...)}) {
			got = append(got, r.Key)
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%d: %q, want %q", i, got, c.want)
		}
	}
	if gone, fresh := signed.Drift([]Write{write(called("E1", "木村 亮"), update("E2"), update("E3"), Change{Of: "order", Now: raw(`["a"]`)})}); len(gone)+len(fresh) > 0 {
		t.Errorf("a name alone is no other change: %v, %v", gone, fresh)
	}
	if b := NewBook(Config{Signed: signed}); b.admit(1, write(update("E1"), update("E2"), update("E3"), Change{Of: "order", Now: raw(`["a"]`)})) != nil {
		t.Error("just before sending, names do not count")
	}
}

// A journal of before names were kept is read.
func TestAJournalWithoutNames(t *testing.T) {
	w, err := Decode([]byte(`{"operation":"members.update","changes":[{"key":"E1","was":null,"now":{"code":"E1","name":"x"}}]}`))
	if rows := Rows([]Write{w}); err != nil || len(rows) != 2 || rows[0].Name != "" {
		t.Errorf("%v, %v", rows, err)
	}
}
