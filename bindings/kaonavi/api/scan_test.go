package api

import (
	"encoding/json"
	"reflect"
	"testing"
	"unicode/utf8"
)

// The short way through JSON sees what the long one does.
func FuzzScan(f *testing.F) {
	for _, s := range []string{
		`{"a":1,"b":"x\"}","c":[{"d":[]},"]"],"e":{},"f":null,"":true,"a":-1.5e3}`, ` { } `, `{"k\u0041":"\\"}`, `{"a" : [ 1 , 2 ] }`, `[]`, `{"a":"` + "\u2028" + `"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var want map[string]json.RawMessage
		if json.Unmarshal(raw, &want) != nil || want == nil || !utf8.Valid(raw) {
			return
		}
		got := map[string]json.RawMessage{}
		if err := eachMember(raw, func(key string, value json.RawMessage) error {
			got[key] = value
			var list []json.RawMessage
			if value[0] != '[' || json.Unmarshal(value, &list) != nil {
				return nil
			}
			i := 0
			err := eachElement(value, func(e json.RawMessage) error {
				if string(e) != string(list[i]) {
					t.Errorf("element %d of %s: %s", i, value, e)
				}
				i++
				return nil
			})
			if i != len(list) {
				t.Errorf("%s has %d elements", value, i)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %s\nwant %s", raw, got, want)
		}
	})
}

func TestWhatIsNoObject(t *testing.T) {
	for raw, want := range map[string]string{
		`[]`: "must not be of type array", `"x"`: "must be an object with a code", `5`: "must not be of type number", `true`: "must not be of type bool",
	} {
		_, err := newVendorless(Sizes{}).Draft(op(t, "members.update"), Target{}, given(items(t, `[{"code":"E1","department":`+raw+`}]`)))
		if err == nil {
			t.Errorf("%s was taken", raw)
			continue
		}
		contains(t, err.Error(), "department: "+want)
	}
}
