package api

import (
	"strings"
	"testing"

	"dandori/runtime/call"
)

// Who would go, by what is there now.
func TestRemovals(t *testing.T) {
	for _, w := range []struct {
		op, next, now string
		count         int
		names         string
	}{
		{replaceMembers, `[{"code":"E2"},{"code":"E9"}]`, `{"member_data":[{"code":"E1"},{"code":"E2"},{"code":"E3"}]}`, 2, "E1 E3"},
		{replaceMembers, `[]`, `{"member_data":[{"code":"E1"}]}`, 1, "E1"},
		{"departments.replaceAll", `[{"code":"D1","name":"new name"}]`, `{"department_data":[{"code":"D1","name":"x"},{"code":"D2","name":"y"}]}`, 1, "D2"},
		{"sheet.replaceAll", `[{"code":"E1","records":[{"custom_fields":[]}]}]`, `{"member_data":[{"code":"E1","records":[{"custom_fields":[{"id":1,"values":["a"]}]},{"custom_fields":[{"id":1,"values":["b"]}]}]},
			{"code":"E2","records":[{"custom_fields":[{"id":1,"values":["a"]}]},{"custom_fields":[{"id":1,"values":[""]}]}]},{"code":"E3","records":[]}]}`, 2, "E1 E2"},
		{"advancedPermissions.replaceAll", `[{"user_id":1,"add_codes":["E1","E9"]}]`, `{"advanced_permission_data":[{"user_id":1,"add_codes":["E1","E2"],"exclusion_codes":["E3"]},{"user_id":2,"add_codes":["E1"],"exclusion_codes":[]}]}`, 3, "1 2"},
		{"enumOptions.replaceAll", `[{"id":41,"name":"renamed"},{"name":"c"}]`, `{"id":501,"name":"n","enum_option_data":[{"id":41,"name":"a"},{"id":42,"name":"b"},{"id":43,"name":"c"}]}`, 2, "b c"},
		{"members.update", `[{"code":"E1"}]`, `{"member_data":[{"code":"E1"},{"code":"E2"}]}`, 1, "E2"}, // asked about what removes only
	} {
		path, _ := target.fill(op(t, w.op).Reads())
		c := newVendor(t).on("GET "+path, w.now).client()
		d := draft(t, c, w.op, target, w.next)
		now, err := c.Present(background, d)
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.Removes(now)
		if err != nil || got.Count != w.count || strings.Join(got.Names, " ") != w.names {
			t.Errorf("%s: %+v, %v", w.op, got, err)
		}
	}
}

func TestAllowances(t *testing.T) {
	c := newVendorless(Sizes{})
	o := op(t, replaceMembers)
	two := Given("E1", "E2")
	for _, w := range []struct {
		script int
		guard  *int
		hint   string
	}{{2, nil, ""}, {2, new(2), ""}, {1, nil, "{ remove: 2 }"}, {0, new(10), "{ remove: 2 }"}, {2, new(1), "guard"}} {
		err := c.Allow(o, two, Allowance{w.script, w.guard})
		if w.hint == "" {
			if err != nil {
				t.Errorf("%+v: %v", w, err)
			}
			continue
		}
		e := asCall(t, err, call.PermissionError)
		contains(t, e.Error()+e.Hint.En, "E1, E2", w.hint)
	}
	many := Given(strings.Fields(strings.Repeat("x ", 25))...)
	contains(t, asCall(t, c.Allow(o, many, Allowance{}), call.PermissionError).Error(), "and 5 more")
}
