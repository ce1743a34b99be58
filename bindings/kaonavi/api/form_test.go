package api

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"dandori/runtime/call"
)

func memberForm(t testing.TB) *Form {
	t.Helper()
	var l MemberLayout
	if err := json.Unmarshal([]byte(`{"name":{"name":"氏名","max_length":4},"gender":{"name":"性別","type":"enum","enum":["男性","女性"]},"custom_fields":[
		{"id":501,"name":"制服サイズ","type":"enum","enum":["S","M","L"],"type_detail":"pull_down"},
		{"id":502,"name":"資格","type":"enum","enum":["簿記","英検"],"type_detail":"check_box"},
		{"id":503,"name":"勤続","type":"calc"},
		{"id":504,"name":"入館日","type":"date","type_detail":"date"},
		{"id":505,"name":"契約月","type":"date","type_detail":"year_month"},
		{"id":506,"name":"身長","type":"number"},
		{"id":507,"name":"備考","type":"string","max_length":3,"type_detail":"text_area"},
		{"id":508,"name":"連絡先","type":"string"},{"id":509,"name":"連絡先","type":"string"}]}`), &l); err != nil {
		t.Fatal(err)
	}
	return l.Form()
}

func sheetForm(t testing.TB, recordType string) *Form {
	t.Helper()
	var l SheetLayout
	if err := json.Unmarshal([]byte(`{"id":77,"name":"資格","record_type":`+recordType+`,"custom_fields":[{"id":880,"name":"資格名","type":"string"},{"id":881,"name":"計算","type":"calc"}]}`), &l); err != nil {
		t.Fatal(err)
	}
	return l.Form()
}

func TestValuesByName(t *testing.T) {
	c := newVendorless(Sizes{})
	for _, w := range []struct {
		op, given, sent string
		form            *Form
	}{
		{"members.update", `{"code":"E1","fields":{"制服サイズ":"M","資格":["英検","簿記"],"備考":null,"身長":"170.5","契約月":"2026-04","入館日":""}}`,
			`{"code":"E1","custom_fields":[{"id":507,"values":[""]},{"id":504,"values":[""]},{"id":501,"values":["M"]},{"id":505,"values":["2026-04"]},{"id":502,"values":["英検","簿記"]},{"id":506,"values":["170.5"]}]}`, memberForm(t)},
		// As it was read, with one change: fields win, and what Kaonavi fills in is left out.
		{"members.update", `{"code":"E1","custom_fields":[{"id":501,"name":"制服サイズ","values":["S"]},{"id":503,"name":"勤続","values":["3"]}],"fields":{"制服サイズ":"L","勤続":"3"}}`,
			`{"code":"E1","custom_fields":[{"id":501,"values":["L"]}]}`, memberForm(t)},
		{"members.update", `{"code":"E1","fields":{"資格":[]}}`, `{"code":"E1","custom_fields":[{"id":502,"values":[""]}]}`, memberForm(t)},
		{"members.update", `{"code":"E1"}`, `{"code":"E1"}`, memberForm(t)},
		{"sheet.update", `{"code":"E1","fields":{"資格名":"x"}}`, `{"code":"E1","records":[{"custom_fields":[{"id":880,"values":["x"]}]}]}`, sheetForm(t, "0")},
		{"sheet.update", `{"code":"E1","records":[{"fields":{"資格名":"old"},"custom_fields":[{"id":880,"values":["old"]},{"id":881,"values":["c"]}]}],"fields":{"資格名":"new","計算":"c"}}`,
			`{"code":"E1","records":[{"custom_fields":[{"id":880,"values":["new"]}]}]}`, sheetForm(t, "0")},
		{"sheet.add", `{"code":"E1","records":[{"fields":{"資格名":"a"}},{"fields":{"資格名":"b"}}]}`,
			`{"code":"E1","records":[{"custom_fields":[{"id":880,"values":["a"]}]},{"custom_fields":[{"id":880,"values":["b"]}]}]}`, sheetForm(t, "1")},
	} {
		d, err := c.Draft(op(t, w.op), target, Rows{Argument: "rows", Items: items(t, "["+w.given+"]"), Form: w.form})
		if err != nil {
			t.Errorf("%s: %v", w.given, err)
			continue
		}
		if got := canonical(t, string(d.Rows()[0])); got != w.sent {
			t.Errorf("%s:\n got %s\nwant %s", w.given, got, w.sent)
		}
	}
}

func TestWrongValuesByName(t *testing.T) {
	c := newVendorless(Sizes{})
	rows := `[{"code":"E1","fields":{"制服サイス":"M","連絡先":"秘密","勤続":"4","氏名":"秘密","どこにもない項目名":"秘密"}},
		{"code":"E2","fields":{"制服サイズ":"XL","資格":["英剣"],"入館日":"2026/04/01","契約月":"4月","身長":"秘密","備考":"秘密の値"}},
		{"code":"E3","fields":{"制服サイズ":["S","M"],"身長":5,"備考":{"a":"秘密"}}},
		{"code":"E4","fields":"秘密"},
		{"code":"E5","custom_fields":[{"id":501,"values":["秘密"]}]},
		{"code":"E6","name":"とても長い","gender":"おとこ","mail":""}]`
	_, err := c.Draft(op(t, "members.update"), Target{}, Rows{Argument: "rows", Items: items(t, rows), Form: memberForm(t)})
	e := asCall(t, err, call.TypeError)
	want := []string{
		"rows[0].fields.どこにもない項目名 (E1): there is no such field",
		`rows[0].fields.制服サイス (E1): there is no such field; did you mean "制服サイズ"?`,
		"rows[0].fields.勤続 (E1): is filled in by Kaonavi itself and cannot be written",
		"rows[0].fields.氏名 (E1): is written as name, beside fields",
		"rows[0].fields.連絡先 (E1): 2 fields are called so: use the id, which is one of 508, 509",
		"rows[1].fields.備考 (E2): has 4 characters; Kaonavi takes 3 at most",
		`rows[1].fields.入館日 (E2): "2026/04/01" is no date as YYYY-MM-DD`,
		`rows[1].fields.制服サイズ (E2): "XL" is none of the choices; did you mean "L"?`,
		`rows[1].fields.契約月 (E2): "4月" is no month as YYYY-MM`,
		`rows[1].fields.資格 (E2): "英剣" is none of the choices; did you mean "英検"?`,
		`rows[1].fields.身長 (E2): "秘密" is no number in digits`,
		"rows[2].fields.備考 (E3): must be a string, an array of strings, or null to clear it",
		"rows[2].fields.身長 (E3): must be a string, an array of strings, or null to clear it",
		"rows[2].fields.制服サイズ (E3): takes one value only",
		"rows[3].fields (E4): must be an object with the names of fields",
		`rows[4].fields.制服サイズ (E5): "秘密" is none of the choices; there are S, M, L`,
		"rows[5].name (E6): has 5 characters; Kaonavi takes 4 at most",
		`rows[5].gender (E6): "おとこ" is none of the choices; there are 男性, 女性`,
	}
	slices.Sort(want)
	got := slices.Sorted(slices.Values(e.Errors))
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	_, err = c.Draft(op(t, "sheet.update"), target, Rows{Argument: "rows", Items: items(t, `[{"code":"E1","fields":{"資格名":"x"},"records":[{"fields":{"資格":"x"}}]}]`), Form: sheetForm(t, "1")})
	if e := asCall(t, err, call.TypeError); !slices.Equal(e.Errors, []string{
		"rows[0].fields (E1): belongs into one of the records: a member may have several on this sheet",
		`rows[0].records[0].fields.資格 (E1): there is no such field; did you mean "資格名"?`,
	}) {
		t.Errorf("%q", e.Errors)
	}
}

func TestRowsByNameAsTheyAreRead(t *testing.T) {
	for _, w := range []struct {
		form       *Form
		read, want string
	}{
		{memberForm(t), `{"code":"E1","custom_fields":[{"id":501,"name":"制服サイズ","values":["M"]},{"id":502,"values":["簿記"]},{"id":508,"name":"連絡先","values":["x"]},{"id":507,"values":[""]}]}`, `{"制服サイズ":"M","資格":["簿記"]}`},
		{memberForm(t), `{"code":"E1"}`, `{}`},
		{memberForm(t), `{"code":"E1","custom_fields":[{"id":999,"name":"新項目","values":["a","b"]}]}`, `{"新項目":["a","b"]}`},
	} {
		out, err := w.form.Named(json.RawMessage(w.read))
		var got struct{ Fields json.RawMessage }
		if err == nil {
			err = json.Unmarshal(out, &got)
		}
		if err != nil || canonical(t, string(got.Fields)) != canonical(t, w.want) {
			t.Errorf("%s: %s, %v", w.read, got.Fields, err)
		}
	}
	row := `{"code":"E1","records":[{"custom_fields":[{"id":880,"values":["x"]}]}]}`
	for form, want := range map[*Form]string{
		sheetForm(t, "0"): `{"code":"E1","fields":{"資格名":"x"},"records":[{"custom_fields":[{"id":880,"values":["x"]}],"fields":{"資格名":"x"}}]}`,
		sheetForm(t, "1"): `{"code":"E1","records":[{"custom_fields":[{"id":880,"values":["x"]}],"fields":{"資格名":"x"}}]}`,
	} {
		if out, err := form.Named(json.RawMessage(row)); err != nil || canonical(t, string(out)) != want {
			t.Errorf("%s, %v", out, err)
		}
	}
	for _, broken := range []string{`5`, `{"custom_fields":5}`, `{"records":5}`, `{"records":[{"custom_fields":5}]}`} {
		if _, err := memberForm(t).Named(json.RawMessage(broken)); err == nil {
			t.Errorf("%s was read", broken)
		}
	}
}

func TestFieldsAndSheetsByName(t *testing.T) {
	f := memberForm(t)
	for idOrName, want := range map[string]Int{"制服サイズ": 501, "501": 501, "509": 509} {
		if got, err := f.Field(idOrName); err != nil || got.ID != want {
			t.Errorf("%s: %+v, %v", idOrName, got, err)
		}
	}
	for name, want := range map[string]string{"連絡先": "508, 509", "制服サイス": `"制服サイズ"`, "x": "no such field"} {
		_, err := f.Field(name)
		contains(t, asCall(t, err, call.TypeError).Error(), name, want)
	}
	if !f.Knows("資格") || f.Knows("x") {
		t.Error("Knows")
	}
	sheets := []SheetLayout{{ID: 77, Name: "資格"}, {ID: 78, Name: "評価"}, {ID: 79, Name: "評価"}, {ID: 80, Name: "77"}}
	for idOrName, want := range map[string]Int{"資格": 77, "78": 78, "77": 80} {
		if got, err := FindSheet(sheets, idOrName); err != nil || got.ID != want {
			t.Errorf("%s: %+v, %v", idOrName, got, err)
		}
	}
	for name, want := range map[string]string{"評価": "78, 79", "資挌": `"資格"`, "まったく別の名前": "no sheet"} {
		_, err := FindSheet(sheets, name)
		contains(t, asCall(t, err, call.TypeError).Error(), name, want)
	}
}

// Read, named, and sent back unchanged: the same values go out.
func FuzzForms(f *testing.F) {
	form := memberForm(f)
	f.Add([]byte(`{"code":"E1","custom_fields":[{"id":501,"name":"制服サイズ","values":["M"]},{"id":503,"values":["3"]},{"id":502,"values":["簿記","英検"]}]}`))
	c := newVendorless(Sizes{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		named, err := form.Named(raw)
		if err != nil {
			return
		}
		with, err := c.Draft(op(t, "members.update"), Target{}, Rows{Argument: "rows", Items: []json.RawMessage{named}, Form: form})
		if err != nil {
			return
		}
		var m object
		_ = json.Unmarshal(raw, &m)
		delete(m, "fields")
		plain, _ := json.Marshal(m)
		without, err := c.Draft(op(t, "members.update"), Target{}, Rows{Argument: "rows", Items: []json.RawMessage{plain}, Form: form})
		if err != nil || string(with.Rows()[0]) != string(without.Rows()[0]) {
			t.Errorf("%s became %s, %v", plain, with.Rows(), err)
		}
	})
}
