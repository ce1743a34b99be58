package sandbox

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestSameSeedSameCompany(t *testing.T) {
	a, b, c := New(Options{Seed: 7, Size: 50}), New(Options{Seed: 7, Size: 50}), New(Options{Seed: 8, Size: 50})
	if !bytes.Equal(a.Snapshot(), b.Snapshot()) {
		t.Error("one seed made two companies")
	}
	if bytes.Equal(a.Snapshot(), c.Snapshot()) {
		t.Error("two seeds made one company")
	}
}

// A larger company begins with the same people.
func TestSizeOnlyAdds(t *testing.T) {
	small, large := open(t, Options{Size: 10}), open(t, Options{Size: 30})
	for _, code := range small.s.Members() {
		if small.state().at("members", code) != large.state().at("members", code) ||
			encode(t, small.records("0", code)) != encode(t, large.records("0", code)) {
			t.Errorf("%s differs", code)
		}
	}
	if got := len(New(Options{}).Members()); got != 200 {
		t.Errorf("the usual company has %d members", got)
	}
}

// The company is worth trying things on: every sheet in use, every column filled for somebody.
func TestCompanyIsRealistic(t *testing.T) {
	d := open(t, Options{})
	for id, sheet := range d.s.company.sheets {
		for _, column := range sheet.readable() {
			filled := 0
			for _, row := range d.ok("/v1.0/sheet/"+id, "").rows("data") {
				if row[column.key()] != "" {
					filled++
				}
			}
			if filled == 0 {
				t.Errorf("sheet %s: nobody has %s (%s)", id, column.key(), column.name)
			}
		}
	}
	several := 0
	for _, records := range d.s.company.sheets[careerSheet].records {
		if len(records) > 1 {
			several++
		}
	}
	if several < 20 {
		t.Errorf("only %d members have several records on the sheet for them", several)
	}
	for _, u := range d.ok("/v1.0/user", "").rows("users") {
		if !strings.HasSuffix(u["email"].(string), "@example.co.jp") {
			t.Errorf("%v could be somebody's address", u["email"])
		}
	}
}

// 公開API情報確認 in the shape of the document's sample.
func TestDefinitions(t *testing.T) {
	var sheets []struct {
		ID          string `json:"sheet_id"`
		Name        string
		Definitions []struct {
			ID         int
			Name, Type string
		}
	}
	if err := json.Unmarshal(New(Options{Size: 1}).Definitions(), &sheets); err != nil {
		t.Fatal(err)
	}
	if len(sheets) != 4 || sheets[0].ID != "0" || sheets[0].Name != "基本情報" || sheets[0].Definitions[0].Name != "所属" || sheets[0].Definitions[0].Type != "enum" {
		t.Errorf("sheets are %+v", sheets)
	}
}

func TestYearsSinceJoining(t *testing.T) {
	for joined, want := range map[string]string{"2016/06/13": "1", "2016/06/14": "0", "2017/06/14": "", "": "", "1999/12/31": "17"} {
		if got := yearsSinceJoining(map[int]string{colJoined: joined}, morning); got != want {
			t.Errorf("joined %s: %q, want %q", joined, got, want)
		}
	}
}
