package api

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"dandori/runtime/say"
)

func TestCells(t *testing.T) {
	at := place{kind: Users}
	row, found := parseRow(at, json.RawMessage(`{"userName":" 山田 ","culture":0,"order":1,"alternativeName":null,"departmentId":["0000000001","tempId:a"],"email":1.5,"userType":1e3,"canUpdateData":true}`))
	if row.text("userName") != " 山田 " || row.text("culture") != "0" || !row["alternativeName"].Clear || row.text("departmentId") != "0000000001;tempId:a" {
		t.Errorf("got %+v", row)
	}
	if len(found) != 4 { // order is no column of users; 1.5, 1e3 and true are no cells
		t.Errorf("got %d problems: %s", len(found), found.list())
	}
}

func TestReferences(t *testing.T) {
	got := references(" 0000000001 ; TEMPID:a;;tempid:B ")
	if want := "0000000001,tempId:a,tempId:B"; !same(got, []string{want}) {
		t.Errorf("got %q", got)
	}
}

// Whatever a script gives: it is sent or it is a problem, and it never panics.
func FuzzImport(f *testing.F) {
	f.Add([]byte(`{"tempId":"u1","departmentId":["0000000001"],"userId":"a","userName":"b","email":"c","effectiveDateFrom":"2026-04-01"}`), true)
	f.Add([]byte(`{"departmentId":"0000000001","parentDepartmentId":"tempid:","order":null,"deleteFlag":1}`), false)
	f.Add([]byte(`{"userUuid":"aaaa-1","effectiveDateFrom":"2030-02-30T00:00:00Z","userName":"\u0000"}`), true)
	f.Fuzz(func(t *testing.T, raw []byte, user bool) {
		if !json.Valid(raw) {
			t.Skip()
		}
		_, c := newOffice(t)
		i := Import{Departments: []json.RawMessage{raw}}
		if user {
			i = Import{Users: []json.RawMessage{raw, raw}}
		}
		for _, i.Encoding = range Encodings() {
			p, err := c.Plan(t.Context(), i)
			if err != nil {
				if s := say.In(err, say.Japanese); !utf8.ValidString(s) && utf8.Valid(raw) {
					t.Errorf("%q is no text", s)
				}
				continue
			}
			if _, err := p.Start(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
}
