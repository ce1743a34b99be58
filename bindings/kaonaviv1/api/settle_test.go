package api

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
)

func rowsFrom(t testing.TB, text string) []Row {
	t.Helper()
	var rows []Row
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

// What was sent, and what is read back: the same, or not to be told.
func TestHappened(t *testing.T) {
	for _, w := range []struct {
		op, sent, now string
		want          bool
	}{
		{"members.update", `[{"member_code":"1","definition_1":"2017/04/12","definition_2":" a ","definition_3":1.50,"definition_4":null}]`,
			`[{"member_code":"1","definition_1":"2017-4-12 0:00:00","definition_2":"a","definition_3":"1.5","definition_4":""}]`, true},
		{"members.update", `[{"member_code":"1","definition_1":"2017/04/12"}]`, `[{"member_code":"1","definition_1":"2017/04/13"}]`, false},
		{"members.update", `[{"member_code":"1","definition_1":"2017/04/12 01:02:03"}]`, `[{"member_code":"1","definition_1":"2017-04-12 1:02:03"}]`, true},
		{"members.update", `[{"member_code":"1","definition_1":"007"}]`, `[{"member_code":"1","definition_1":"7"}]`, false}, // a code, perhaps
		{"members.update", `[{"member_code":"1","definition_1":7}]`, `[{"member_code":"1","definition_1":"x"}]`, false},
		{"members.update", `[{"member_code":"1","definition_1":null}]`, `[{"member_code":"1","definition_1":"x"}]`, false},
		{"members.update", `[{"member_code":"1","definition_1":"ア"}]`, `[{"member_code":"1","definition_1":"ｱ"}]`, false},
		{"members.add", `[{"member_code":"1"}]`, `[{"member_code":"1"},{"member_code":"1"}]`, false}, // who is who?
		{"departments.add", `[{"department_code1":"1","department_name1":"a","memo":"x\r\ny","leader_member_name":"z"}]`,
			`[{"department_code1":"1","department_name1":"a","memo":"x\ny","leader_member_name":""}]`, true},
		{"departments.replaceAll", `[{"department_code1":"1","department_name1":"a","department_code2":"2","department_name2":"b"}]`,
			`[{"department_code1":"1","department_name1":"a"},{"department_code1":"1","department_name1":"a","department_code2":"2","department_name2":"b"}]`, true},
		{"departments.replaceAll", `[{"department_code1":"1","department_name1":"a"}]`,
			`[{"department_code1":"1","department_name1":"a"},{"department_code1":"3","department_name1":"c"}]`, false},
		{"users.replaceAll", `[{"email":"A@x","name":"n","is_active":"-"}]`, `[{"email":"a@x","name":"n","is_active":true,"last_logined_at":"y"}]`, true},
		{"users.replaceAll", `[{"email":"A@x","name":"n"}]`, `[{"email":"a@x","name":"n"},{"email":"b@x"}]`, false},
		{"users.replaceAll", `[{"email":"A@x","password":"p"}]`, `[{"email":"a@x"}]`, false}, // the password, who knows
		{"users.add", `[{"email":"A@x","password":"p","is_active":false}]`, `[{"email":"a@x","is_active":true}]`, false},
		{"sheet.replaceAll", `[]`, `[{"member_code":"1","definition_1":""}]`, true},
		{"sheet.replaceAll", `[]`, `[{"member_code":"1","definition_1":"x"}]`, false},
		{"sheet.replaceAll", `[{"member_code":"1","definition_1":"x"},{"member_code":"1","definition_1":"x","definition_2":"y"}]`,
			`[{"member_code":"1","definition_1":"x","definition_2":"y"},{"member_code":"1","definition_1":"x"}]`, true},
		{"sheet.replaceAll", `[{"member_code":"1","definition_1":"x"}]`,
			`[{"member_code":"1","definition_1":"x"},{"member_code":"1","definition_1":"z"}]`, false},
		{"sheet.update", `[{"member_code":"1","definition_1":"x"}]`,
			`[{"member_code":"1","definition_1":"x"},{"member_code":"2","definition_1":"z"}]`, true},
		{"sheet.add", `[{"member_code":"1","definition_1":""}]`, `[]`, false}, // nothing of it can be seen
		{"members.delete", `[{"member_code":"1"}]`, `[{"member_code":"2"}]`, true},
		{"members.delete", `[{"member_code":"1"}]`, `[{"member_code":"1"}]`, false},
		{"sheet.clear", `[{"member_code":"1"}]`, `[{"member_code":"1","member_name":"n","definition_1":null}]`, true},
	} {
		op, _ := Lookup(w.op)
		c := &comparison{op: op, sent: rowsFrom(t, w.sent), now: rowsFrom(t, w.now)}
		if got := c.happened(); got != w.want {
			t.Errorf("%s %s\nnow %s: %v, want %v", w.op, w.sent, w.now, got, w.want)
		}
	}
}

// An append is told by the state before, in any order; one row that is another breaks it.
func TestAppendedAgainstTheStateBefore(t *testing.T) {
	op, _ := Lookup("sheet.add")
	before := `{"member_code":"1","member_name":"n","definition_1":"x"},{"member_code":"2","definition_1":"2017/04/12"}`
	photo, err := Photograph(op, Table{Rows: []byte(`[` + before + `,{"member_code":"3","definition_1":""}]`)})
	if err != nil {
		t.Fatal(err)
	}
	sent := `[{"member_code":"1","definition_1":"x"},{"member_code":"1","definition_1":"x"}]`
	added := `{"member_code":"1","definition_1":"x","definition_9":"calculated"}`
	for now, want := range map[string]bool{
		`[` + before + `,` + added + `,` + added + `]`:               true,
		`[` + added + `,` + before + `,` + added + `]`:               false, // which is the old one cannot be told: the newest are taken
		`[` + before + `,` + added + `]`:                             false,
		`[` + before + `]`:                                           false,
		`[` + before + `,` + added + `,` + added + `,` + added + `]`: false,
		`[{"member_code":"1","definition_1":"x"},{"member_code":"2","definition_1":"2017-04-13"},` + added + `,` + added + `]`: false,
		`[{"member_code":"2","definition_1":"2017-4-12"},{"member_code":"1","definition_1":"x"},` + added + `,` + added + `]`:  true,
	} {
		c := &comparison{op: op, sent: rowsFrom(t, sent), now: rowsFrom(t, now), before: &photo}
		if got := c.happened(); got != want {
			t.Errorf("%s: %v, want %v", now, got, want)
		}
	}
}

// A photo does not depend on the order of the rows, and shows each change.
func TestPhotosShowChanges(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var rows []Row
	for i := range 200 {
		code, _ := json.Marshal(string(rune('a' + i%26)))
		value, _ := json.Marshal(i % 7)
		rows = append(rows, Row{memberCode: code, "definition_1": value, "last_modified_at": value})
	}
	want := photo(Records, rows)
	for range 50 {
		rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if photo(Records, rows) != want {
			t.Fatal("the order of the rows shows")
		}
		i := rng.IntN(len(rows))
		kept := rows[i]
		rows[i] = Row{memberCode: kept[memberCode], "definition_1": json.RawMessage(`"new"`)}
		if photo(Records, rows) == want || photo(Records, append(rows[:i:i], rows[i+1:]...)) == want {
			t.Fatal("a change does not show")
		}
		rows[i] = kept
	}
}

func TestBlank(t *testing.T) {
	for body, want := range map[string]string{
		`{"data":[{"member_code":"1"}]}`:                                         `{"data":[{"member_code":"1"}]}`,
		`{"users":[{"email":"a","password":"secret"},{"email":"b"}],"dryrun":1}`: `{"dryrun":1,"users":[{"email":"a","password":"***"},{"email":"b"}]}`,
		`{"users":[{"password":"secret"`:                                         ``,
		`{"other":[{"password":"secret"}]}`:                                      ``,
		``:                                                                       ``,
	} {
		if got := string(Blank([]byte(body), "application/json")); got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
}
