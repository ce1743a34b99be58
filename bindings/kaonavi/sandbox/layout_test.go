package sandbox

import (
	"net/http"
	"testing"
)

// §8.1: keys, types and the items that are not there.
func TestMemberLayout(t *testing.T) {
	d := open(t, Options{})
	layout := d.get("member_layouts")
	for key, kind := range map[string]string{
		"code": "string", "name": "string", "name_kana": "string", "mail": "string", "entered_date": "date", "retired_date": "date",
		"gender": "enum", "birthday": "date", "department": "department", "sub_departments": "department[]",
	} {
		if at(layout, key, "type") != kind || at(layout, key, "required") != (key == "code") {
			t.Errorf("%s: %v", key, layout[key])
		}
	}
	if at(layout, "code", "max_length") != 50.0 || at(layout, "mail", "max_length") != 100.0 || at(layout, "birthday", "max_length") != nil || joined(at(layout, "gender", "enum")) != "男性,女性" {
		t.Errorf("%v", layout)
	}
	if layout["age"] != nil || layout["years_of_service"] != nil || layout["face_image"] != nil {
		t.Error("there is what is no item")
	}
}

// §7.2: every type_detail is somewhere, with its type.
func TestEveryKindOfItemIsThere(t *testing.T) {
	d := open(t, Options{})
	found := map[any]any{}
	note := func(fields any) {
		for _, f := range fields.([]any) {
			found[at(f, "type_detail")] = at(f, "type")
			if readOnly := at(f, "type_detail") == formula || at(f, "type_detail") == attach || at(f, "type_detail") == faceImage; at(f, "read_only") != readOnly {
				t.Errorf("%v", f)
			}
		}
	}
	note(d.get("member_layouts?get_calc_type=true")["custom_fields"])
	for _, s := range d.get("sheet_layouts?get_calc_type=true").rows("sheets") {
		note(s["custom_fields"])
	}
	for detail, kind := range map[string]string{
		textBox: "string", textArea: "string", numberBox: "number", pullDown: "enum", radio: "enum", checkBox: "enum",
		link: "string", date: "date", yearMonth: "date", attach: "string", faceImage: "string", formula: "calc",
	} {
		if found[detail] != kind {
			t.Errorf("%s has type %v, want %s", detail, found[detail], kind)
		}
	}
}

func TestCalculatedItemsAreAskedFor(t *testing.T) {
	d := open(t, Options{})
	for _, path := range []string{"member_layouts", "sheet_layouts/79"} {
		for query, want := range map[string]bool{"": false, "?get_calc_type=false": false, "?get_calc_type=true": true} {
			has := false
			for _, f := range d.get(path + query).rows("custom_fields") {
				has = has || f["type"] == "calc"
			}
			if has != want {
				t.Errorf("%s%s: calculated %v", path, query, has)
			}
		}
	}
	d.refused("GET member_layouts?get_calc_type=1", "", http.StatusBadRequest, "get_calc_type")
}

// §8.1: the list's root is "sheets", a single one has no wrapper.
func TestSheetLayouts(t *testing.T) {
	d := open(t, Options{})
	sheets := d.get("sheet_layouts").rows("sheets")
	if len(sheets) != 3 {
		t.Fatalf("%v", sheets)
	}
	for i, want := range []struct{ id, recordType float64 }{{licenceSheet, multiple}, {contactSheet, single}, {gradeSheet, multiple}} {
		if sheets[i]["id"] != want.id || sheets[i]["record_type"] != want.recordType {
			t.Errorf("%v", sheets[i])
		}
	}
	one := d.get("sheet_layouts/77")
	if one["name"] != "資格" || at(one, "custom_fields", 0, "id") != 880.0 || at(one, "custom_fields", 0, "required") != true {
		t.Errorf("%v", one)
	}
	d.refused("GET sheet_layouts/7", "", http.StatusNotFound, "シート")
}

func TestNoChoicesAreNullToOrder(t *testing.T) {
	d := open(t, Options{Variant: Variant{NullOptions: true, NewFields: true}})
	layout := d.get("member_layouts")
	if at(layout, "code", "enum") != nil || layout["x_new_key"] == nil || at(layout, "code", "x_new_key") == nil {
		t.Errorf("%v", layout["code"])
	}
}
