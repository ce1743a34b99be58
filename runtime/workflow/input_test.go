package workflow

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

const declared = `script: ../scripts/a.ts
params:
  from: { type: date, description: この日以降, default: "2025-01-01" }
  count: { type: number }
  force: { type: boolean }
  list: { type: file }
  mode: { enum: [all, 'some'] }
  code: { pattern: "[A-Z]\\d{3}" }
`

func params(t *testing.T, text string) Params {
	t.Helper()
	w := Parse("workflows/a.yaml", []byte(text), scripts)[0]
	if w.Broken() {
		t.Fatal(told(w.Problems))
	}
	return w.Params
}

func TestValuesAreTyped(t *testing.T) {
	for _, c := range []struct {
		name string
		in   Input
		want string
	}{
		{"defaults", Input{}, `{"from":"2025-01-01"}`},
		{"typed", Input{Typed: []string{"count=12", "force=true", "list=inbox/a.csv", "mode=some", "code=E100", "from=2025-02-03"}},
			`{"from":"2025-02-03","count":12,"force":true,"list":"inbox/a.csv","mode":"some","code":"E100"}`},
		{"a value with =", Input{Typed: []string{"from=2025-02-03T00:00:00+09:00"}}, `{"from":"2025-02-03T00:00:00+09:00"}`},
		{"JSON file", Input{File: []byte(`{"count": 1.50, "force": false, "mode": "all"}`)}, `{"from":"2025-01-01","count":1.5,"force":false,"mode":"all"}`},
		{"YAML file", Input{File: []byte("from: 2025-03-04\ncode: A001\ncount:\n")}, `{"from":"2025-03-04","code":"A001"}`},
		{"typed over file", Input{File: []byte("count: 1"), Typed: []string{"count=2"}}, `{"from":"2025-01-01","count":2}`},
		{"paths", Input{Typed: []string{"list=a.csv"}, Path: func(p string) (string, error) { return "inbox/" + p, nil }}, `{"from":"2025-01-01","list":"inbox/a.csv"}`},
	} {
		got, err := params(t, declared).Values(c.in)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %s, %v; want %s", c.name, got, err, c.want)
		}
	}
}

func TestWrongInputNamesEverything(t *testing.T) {
	fail := func(string) (string, error) { return "", errors.New("outside") }
	for _, c := range []struct {
		name, declared string
		in             Input
		want           string
	}{
		{"unknown", declared, Input{Typed: []string{"form=2025-01-01"}}, `0:0 unknown parameter "form" (did you mean "from"?)`},
		{"none declared", "script: ../scripts/a.ts", Input{Typed: []string{"a=1"}}, `0:0 unknown parameter "a" (this workflow takes no parameters)`},
		{"date", declared, Input{Typed: []string{"from=2025/01/01"}}, `0:0 parameter from: expected a date such as 2025-01-31, not "2025/01/01" (この日以降)`},
		{"all at once", declared, Input{Typed: []string{"count=1,5", "force=yes", "mode=none", "code=E1000"}},
			`0:0 parameter count: expected a number such as 12 or 0.5, not "1,5"
0:0 parameter force: expected true or false, not "yes"
0:0 parameter mode: "none" is not one of "all", "some"
0:0 parameter code: "E1000" does not match [A-Z]\d{3}`},
		{"only part of the pattern", declared, Input{Typed: []string{"code=xE100"}}, `0:0 parameter code: "xE100" does not match [A-Z]\d{3}`},
		{"digits", declared, Input{Typed: []string{"count=9007199254740993"}}, "0:0 parameter count: 9007199254740993 has more digits than a number keeps (give it the type string)"},
		{"not =", declared, Input{Typed: []string{"count"}}, "0:0 -p count: a parameter is written as name=value"},
		{"twice", declared, Input{Typed: []string{"count=1", "count=2"}}, "0:0 parameter count is given twice"},
		{"missing", "script: ../scripts/a.ts\nparams: { a: { required: true } }", Input{}, "0:0 parameter a (string) is missing (add -p a=…)"},
		{"outside", declared, Input{Typed: []string{"list=../a"}}, `0:0 parameter list: the file "../a" lies outside the project (only files of the project's folder can be used)`},
		{"outside by path", declared, Input{Typed: []string{"list=a"}, Path: fail}, `0:0 parameter list: the file "a" lies outside the project (only files of the project's folder can be used)`},
		{"file's place", declared, Input{FileName: "p.json", File: []byte("{\n  \"count\": \"1\"\n}")}, `2:12 parameter count: expected a number such as 12 or 0.5, not "1"`},
		{"file's syntax", declared, Input{FileName: "p.json", File: []byte("{")}, "1:1 this is not YAML: did not find expected node content"},
	} {
		_, err := params(t, c.declared).Values(c.in)
		var wrong *WrongInput
		if !errors.As(err, &wrong) {
			t.Errorf("%s: got %v", c.name, err)
			continue
		}
		if got := told(wrong.Problems); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestAnyValuesOfABareScript(t *testing.T) {
	got, err := AnyValues(Input{
		File:  []byte("a: { b: [1, 'x', null, true, 0x1F] }\nc: 1\nd: <&>\n"),
		Typed: []string{"c=0012", "e="},
	})
	if want := `{"a":{"b":[1,"x",null,true,"0x1F"]},"d":"<&>","c":"0012","e":""}`; err != nil || string(got) != want {
		t.Errorf("got %s, %v", got, err)
	}
	if _, err := AnyValues(Input{File: []byte("a: &x [*x]"), FileName: "p.yaml"}); err == nil || !strings.Contains(err.Error(), "aliases") {
		t.Errorf("alias: %v", err)
	}
}

func FuzzValues(f *testing.F) {
	f.Add("count=1", "from: 2025-01-01\ncount: 0o7")
	f.Add("list=a/../..", "{\"a\": [1e999, .inf, {\"b\": null}]}")
	f.Fuzz(func(t *testing.T, typed, file string) {
		in := Input{Typed: []string{typed}, File: []byte(file), FileName: "p"}
		w := Parse("workflows/a.yaml", []byte(declared), scripts)[0]
		for _, values := range []func(Input) (json.RawMessage, error){w.Params.Values, AnyValues} {
			got, err := values(in)
			var wrong *WrongInput
			if err != nil && !errors.As(err, &wrong) {
				t.Fatalf("got %v", err)
			}
			if err == nil && !json.Valid(got) {
				t.Fatalf("not JSON: %s", got)
			}
		}
	})
}
