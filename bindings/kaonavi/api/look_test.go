package api

import (
	"slices"
	"testing"

	"dandori/runtime/call"
)

const oneRow = `[{"code":"E2","records":[{"custom_fields":[{"id":880,"values":["x"]}]}]}]`

// A live look reads the list each time, and what it refers to once; nothing is
// refused on the strength of an old list.
func TestLooksOfARun(t *testing.T) {
	v := newVendor(t).on("GET /sheets/77", `{"record_type":1,"member_data":[]}`).
		on("GET /members", `{"member_data":[{"code":"E1"}]}`, `{"member_data":[{"code":"E1"},{"code":"E2"}]}`)
	c, view := v.client(), NewView(false)
	first := draft(t, c, "sheet.update", Target{Sheet: "77"}, `[{"code":"E1","records":[]}]`)
	second := draft(t, c, "sheet.update", Target{Sheet: "77"}, oneRow)
	for _, d := range []*Draft{first, second, second} {
		seen, err := c.Look(background, d, view)
		if err != nil || d == second && len(seen.Write.Changes) != 1 {
			t.Fatalf("%+v, %v", seen.Write, err)
		}
	}
	want := []string{"GET /sheets/77", "GET /members", "GET /sheets/77", "GET /members", "GET /sheets/77"}
	if got := v.whats(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// In a dry run each list is read once; a member whom the run would have removed
// has no records, and one whom it would have created may get some.
func TestLooksOfADryRun(t *testing.T) {
	v := newVendor(t).on("GET /sheets/77", `{"record_type":1,"member_data":[{"code":"E1","records":[{"custom_fields":[{"id":880,"values":["x"]}]}]}]}`).
		on("GET /members", `{"member_data":[{"code":"E1"}]}`)
	c, view := v.client(), NewView(true)
	gone, err := c.Codes(op(t, deleteMembers), "codes", []string{"E1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []struct {
		d       *Draft
		present int
		changes int
	}{
		{gone, 1, 1},
		{draft(t, c, createMembers, Target{}, `[{"code":"E2"}]`), 0, 1},
		{draft(t, c, "sheet.update", Target{Sheet: "77"}, oneRow), 0, 1},
		{draft(t, c, "sheet.update", Target{Sheet: "77"}, oneRow), 1, 0},
	} {
		seen, err := c.Look(background, w.d, view)
		if err != nil || seen.Write.Present != w.present || len(seen.Write.Changes) != w.changes {
			t.Errorf("%s: %+v, %v", w.d.op.Name, seen.Write, err)
		}
	}
	if got := v.whats(); len(got) != 2 {
		t.Errorf("%q", got)
	}
	_, err = c.Look(background, gone, view)
	contains(t, asCall(t, err, call.TypeError).Error(), "there is no member E1 in Kaonavi")
}

// What only a check wants need not be ticked; what is written must, and the screen is named.
func TestLooksAtWhatIsNotTicked(t *testing.T) {
	v := newVendor(t).on("GET /sheets/77", `{"record_type":1,"member_data":[]}`).on("GET /members", `403 {"errors":["x"]}`)
	c := v.client()
	if _, err := c.Look(background, draft(t, c, "sheet.update", Target{Sheet: "77"}, oneRow), nil); err != nil {
		t.Error(err)
	}
	_, err := c.Look(background, draft(t, c, "members.update", Target{}, `[{"code":"E1"}]`), nil)
	contains(t, asCall(t, err, call.VendorError).Hint.En, "操作対象の管理")
}
