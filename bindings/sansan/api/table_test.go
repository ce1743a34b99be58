package api

import (
	"bytes"
	"encoding/csv"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestColumnsOfTheDocument(t *testing.T) {
	for k, want := range map[Kind]int{Users: 22, Departments: 7, Results: 5} {
		if got := len(Columns(k)); got != want {
			t.Errorf("%s: %d columns, want %d", k, got, want)
		}
	}
	for k, all := range map[Kind][]rule{Users: userRules(), Departments: departmentRules()} {
		keys := Keys(k)
		for i, r := range all {
			if r.key != keys[i] {
				t.Errorf("%s: rule %d is about %s, column %s", k, i, r.key, keys[i])
			}
		}
		if len(all) != len(keys) {
			t.Errorf("%s: %d rules for %d columns", k, len(all), len(keys))
		}
	}
	if got := Keys(Users)[:3]; !reflect.DeepEqual(got, []string{"tempId", "userUuid", "departmentId"}) {
		t.Errorf("got %q", got)
	}
}

func TestTables(t *testing.T) {
	want := []Record{
		{"tempId": "", "departmentId": "0000000001", "departmentName": "営業,部", "departmentNamePhonetic": "eigyo", "parentDepartmentId": "", "order": "1", "deleteFlag": ""},
		{"tempId": "", "departmentId": "0000000002", "departmentName": "開発部", "departmentNamePhonetic": "", "parentDepartmentId": "0000000001", "order": "", "deleteFlag": ""},
	}
	header := strings.Join(Columns(Departments), ",") + "\n"
	for name, c := range map[string]struct{ body, delimiter string }{
		"plain":              {",0000000001,\"営業,部\",eigyo,,1,\r\n,0000000002,開発部,,0000000001,,\r\n", "comma"},
		"LF, BOM, no end":    {"\ufeff,0000000001,\"営業,部\",eigyo,,1,\n,0000000002,開発部,,0000000001,,", ""},
		"header":             {header + ",0000000001,\"営業,部\",eigyo,,1,\n,0000000002,開発部,,0000000001,,\n", "comma"},
		"all quoted":         {`"","0000000001","営業,部","eigyo","","1",""` + "\n" + `"","0000000002","開発部","","0000000001","",""`, "comma"},
		"semicolon":          {";0000000001;営業,部;eigyo;;1;\n;0000000002;開発部;;0000000001;;", "semicolon"},
		"tab":                {"\t0000000001\t営業,部\teigyo\t\t1\t\n\t0000000002\t開発部\t\t0000000001\t\t", "tab"},
		"space":              {" 0000000001 営業,部 eigyo  1 \n 0000000002 開発部  0000000001  ", "space"},
		"trailing columns":   {",0000000001,\"営業,部\",eigyo,,1\n,0000000002,開発部,,0000000001", "comma"},
		"blank columns more": {",0000000001,\"営業,部\",eigyo,,1,,,\n,0000000002,開発部,,0000000001,,", "comma"},
		"blank lines":        {"\n,0000000001,\"営業,部\",eigyo,,1,\n\n,,,,,,\n,0000000002,開発部,,0000000001,,\n\n", "comma"},
	} {
		got, err := ParseTable(Departments, []byte(c.body), c.delimiter)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v\ngot  %q\nwant %q", name, err, got, want)
		}
	}
}

func TestTableWithNewColumns(t *testing.T) {
	got, err := ParseTable(Departments, []byte("TempId,DepartmentId,DepartmentName,Floor\n,1,a,7F\n"), "comma")
	if err != nil || got[0]["floor"] != "7F" || got[0]["departmentName"] != "a" {
		t.Errorf("got %q %v", got, err)
	}
}

func TestTablesThatAreNotGuessedAt(t *testing.T) {
	for body, part := range map[string]string{
		",0000000001":                     "line 1",
		",1,a,,,,\n,2,b,,,,,x":            "line 2 of the CSV has 8 columns",
		"\"open":                          "quote",
		"\x82\xa0,1,a,,,,":                "UTF-8",
		"<html><body>Login</body></html>": "1 columns",
	} {
		if got, err := ParseTable(Departments, []byte(body), "comma"); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q: got %q %v, want an error with %q", body, got, err, part)
		}
	}
}

func TestResults(t *testing.T) {
	want := []ImportResult{
		{Type: "department", ID: "0000000009", TempID: "d1", Completed: true, Errors: []string{}},
		{Type: "user", ID: "", TempID: "u1", Completed: false, Errors: []string{"Emailが重複しています", "UserIdは必須です"}},
	}
	for name, c := range map[string]struct{ body, delimiter string }{
		"commas":    {"0,0000000009,d1,true,\r\n1,,u1,false,Emailが重複しています;UserIdは必須です\r\n", "comma"},
		"the other": {"0\t0000000009\td1\tTrue\t\n1\t\tu1\tFalse\tEmailが重複しています; UserIdは必須です;", "tab"},
		"sniffed":   {"0,0000000009,d1,1,\n1,,u1,0,\"Emailが重複しています;UserIdは必須です\"", "tab"},
		"header":    {"Type,Id,TempId,Completed,ErrorMessage\n0,0000000009,d1,TRUE,\n1,,u1,FALSE,Emailが重複しています;UserIdは必須です", ""},
	} {
		got, err := ParseResults([]byte(c.body), c.delimiter)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v\ngot  %+v\nwant %+v", name, err, got, want)
		}
	}
	for _, body := range []string{"2,1,,true,", "0,1,,perhaps,", "0,1"} {
		if got, err := ParseResults([]byte(body), "comma"); err == nil {
			t.Errorf("%q gave %+v", body, got)
		}
	}
}

// What is written is read back the same, whatever is in the cells.
func TestTablesRoundTrip(t *testing.T) {
	rows := []Record{}
	for _, cell := range []string{"a", "", "a,b", "a;b", "a\tb", "a b", " a", `say "x"`, "two\r\nlines", "髙﨑①㈱～￥", "="} {
		row := Record{}
		for _, key := range Keys(Departments) {
			row[key] = cell
		}
		row["departmentId"] = "0000000001"
		rows = append(rows, row)
	}
	for _, delimiter := range Delimiters() {
		text := writeTable(Departments, rows, delimiter)
		got, err := ParseTable(Departments, []byte(text), delimiter)
		for i := range rows { // encoding/csv reads CR LF in a cell as LF
			rows[i]["departmentName"] = strings.ReplaceAll(rows[i]["departmentName"], "\r\n", "\n")
		}
		if err != nil || len(got) != len(rows) {
			t.Fatalf("%s: %d rows, %v", delimiter, len(got), err)
		}
		for i := range got {
			if got[i]["departmentName"] != rows[i]["departmentName"] {
				t.Errorf("%s: got %q, want %q", delimiter, got[i], rows[i])
			}
		}
		if !strings.HasSuffix(text, "\r\n") || strings.Contains(text, "TempId") {
			t.Errorf("%s: %q", delimiter, text)
		}
	}
}

func FuzzTable(f *testing.F) {
	f.Add([]byte(",1,\"a\",,,,\n"), "comma")
	f.Add([]byte("\ufeffType,Id,TempId,Completed,ErrorMessage\r\n0;1;;true;"), "semicolon")
	f.Fuzz(func(t *testing.T, b []byte, delimiter string) {
		for _, k := range []Kind{Users, Departments, Results} {
			rows, err := ParseTable(k, b, delimiter)
			if err != nil {
				continue
			}
			again := csv.NewReader(bytes.NewReader([]byte(writeTable(k, rows, delimiter))))
			again.Comma, again.FieldsPerRecord = comma(delimiter), len(Keys(k))
			if _, err := again.ReadAll(); err != nil || !utf8.Valid(b) {
				t.Errorf("%s: %q was read, but not what was written of it: %v", k, b, err)
			}
		}
		_, _ = ParseResults(b, delimiter)
	})
}
