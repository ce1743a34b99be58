package api

import (
	"testing"

	"dandori/runtime/call"
)

func TestFunctionsAreNumberedAsInTheDocument(t *testing.T) {
	for i, f := range Functions() {
		if f.Number != i+1 {
			t.Errorf("function %d stands at %d", f.Number, i+1)
		}
	}
	if n := len(Functions()); n != 16 {
		t.Errorf("%d functions, want 16", n)
	}
}

// Every function is reached by an operation; 13 and 14 belong to the export that 12 begins.
func TestOperationsReachEveryFunction(t *testing.T) {
	reached := map[int]bool{13: true, 14: true}
	names := map[string]bool{}
	for _, o := range Operations() {
		if names[o.Name] {
			t.Errorf("%s is there twice", o.Name)
		}
		names[o.Name], reached[o.Function] = true, true
		if o.Rehearses && (o.Effect == call.Read || o.Function == 12 || o.Function == 16) {
			t.Errorf("%s must not be rehearsed", o.Name)
		}
	}
	for _, f := range Functions() {
		if !reached[f.Number] {
			t.Errorf("no operation reaches function %d", f.Number)
		}
	}
}

// An effect is a decision about somebody's data: it does not change by accident.
func TestEffects(t *testing.T) {
	got := map[call.Effect][]string{}
	for _, o := range Operations() {
		got[o.Effect] = append(got[o.Effect], o.Name)
	}
	equal(t, "read", got[call.Read], []string{"token", "users.list", "departments.list", "members.list", "members.export", "sheet.list", "sheet.export", "task"})
	equal(t, "repeatable", got[call.Repeatable], []string{"members.update"})
	equal(t, "once", got[call.Once], []string{
		"users.replaceAll", "users.add", "departments.replaceAll", "departments.add", "members.replaceAll", "members.add", "members.delete",
		"sheet.replaceAll", "sheet.add", "sheet.update", "sheet.clear",
	})
}

func TestWhatAVersionLacksIsNotSent(t *testing.T) {
	since := map[string]string{
		"members.export": V11, "sheet.export": V11,
		"members.update": V12, "sheet.update": V12, "members.delete": V12, "sheet.clear": V12,
	}
	for _, version := range []string{V10, V11, V12} {
		s := &server{}
		c := client(t, s, version)
		for _, o := range Operations() {
			first := since[o.Name]
			err := c.Offers(o)
			if (err != nil) != (version < first) {
				t.Errorf("%s in %s: %v", o.Name, version, err)
			}
			if err == nil {
				continue
			}
			if e := asCall(t, err, call.PlainError); e.Hint.IsZero() {
				t.Errorf("%s in %s: no hint names %s", o.Name, version, first)
			}
			_, err = c.Write(background, o, "1", nil)
			asCall(t, err, call.PlainError)
			_, err = c.Preset(background, o, "1")
			asCall(t, err, call.PlainError)
		}
		if len(s.sent) != 0 {
			t.Errorf("%s: sent %v", version, s.sent)
		}
	}
}

func TestUnknownVersionsAreRefused(t *testing.T) {
	for _, v := range []string{"", "v2.0", "1.2", "v1.3"} {
		_, err := New(Config{Version: v})
		asCall(t, err, call.Config)
	}
}

func TestSheetIDs(t *testing.T) {
	for in, want := range map[string]string{"1001": "1001", "007": "7"} {
		if got, err := SheetID(in); got != want || err != nil {
			t.Errorf("SheetID(%q) = %q, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "0", "00", "-1", "1/2", "資格", "1.5"} {
		if got, err := SheetID(in); err == nil {
			t.Errorf("SheetID(%q) = %q, want an error", in, got)
		}
	}
}
