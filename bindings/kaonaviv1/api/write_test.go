package api

import (
	"errors"
	"strings"
	"testing"

	"dandori/runtime/call"
)

// A plain error of a write means doubt to the transport, a VendorError that nothing was done.
func TestDoubtAndRefusal(t *testing.T) {
	for body, doubt := range map[string]bool{
		``: true, `{"progress_id":`: true, `<html>`: true, `{}`: true, `{"status":"OK"}`: true, `{"status":"ERROR","errors":["?"]}`: true,
		`{"status":"NG"}`: false, `{"errors":["a"]}`: false, `400 {"errors":["a"]}`: false, `404 <html>`: false, `403 `: false,
	} {
		s := &server{answers: map[string]string{"/sheet/5/data/add": body}}
		o := op(t, "sheet.add")
		id, err := client(t, s, V12).Write(background, o, "5", rows(t, o, sheetBody))
		if err == nil || id != "" {
			t.Errorf("%q was taken for a task: %q", body, id)
			continue
		}
		var e *call.Error
		isCall := errors.As(err, &e)
		if isCall == doubt || isCall && e.Class != call.VendorError {
			t.Errorf("%q: %T %v", body, err, err)
		}
	}
}

func TestErrorsBesideATaskAreLeftToTheTask(t *testing.T) {
	s := &server{answers: map[string]string{"/sheet/5/data/add": `{"progress_id":9,"status":"RUNNING","errors":["later"]}`}}
	o := op(t, "sheet.add")
	if id, err := client(t, s, V12).Write(background, o, "5", rows(t, o, sheetBody)); id != "9" || err != nil {
		t.Errorf("Write = %q, %v", id, err)
	}
}

func TestWhatRemovesIsNeverRehearsed(t *testing.T) {
	s := &server{}
	c := client(t, s, V12)
	for _, name := range []string{"users.replaceAll", "departments.replaceAll", "members.replaceAll", "members.delete", "sheet.replaceAll", "sheet.clear"} {
		_, err := c.Rehearse(background, op(t, name), "1", nil)
		asCall(t, err, call.Fault)
	}
	if len(s.sent) != 0 {
		t.Errorf("sent %v", s.sent)
	}
}

func TestRehearsals(t *testing.T) {
	o := op(t, "users.add")
	for body, want := range map[string]call.Class{
		`{"status":"OK"}`: "", `{}`: "", `{"status":"OK","errors":[]}`: "",
		`{"status":"OK","errors":["email"]}`: call.VendorError, `{"status":"NG"}`: call.VendorError, `400 {"errors":["x"]}`: call.VendorError,
	} {
		s := &server{answers: map[string]string{"/user/add": body}}
		_, err := client(t, s, V12).Rehearse(background, o, "", rows(t, o, userBody))
		if want == "" && err != nil {
			t.Errorf("%s: %v", body, err)
		}
		if want != "" {
			asCall(t, err, want)
		}
	}
	c := client(t, &server{}, V12)
	asCall(t, c.harmless(call.Doubt(call.Request{}, errors.New("lost")), o), call.ConnectionError)
}

func TestFailures(t *testing.T) {
	c := client(t, &server{}, V12)
	o := op(t, "members.update")
	for _, state := range []State{OK, Waiting, Running} {
		if err := c.Failure(o, "7", Progress{State: state}); err != nil {
			t.Errorf("%s: %v", state, err)
		}
	}
	e := asCall(t, c.Failure(o, "7", Progress{State: NG, Messages: []string{"社員番号が不正です。"}}), call.JobFailed)
	if e.Job != "7" || e.State != "ng" || e.Operation != "members.update" || !strings.Contains(e.Error(), "社員番号が不正です。") {
		t.Errorf("%+v", e)
	}
	if e = asCall(t, c.Failure(o, "7", Progress{State: Error}), call.JobFailed); e.Hint.IsZero() {
		t.Error("an unknown error names nobody to ask")
	}
}

func TestATimeoutOfAListNamesTheExport(t *testing.T) {
	c := client(t, &server{}, V12)
	late := call.New(call.TimeoutError, "late")
	if e := asCall(t, c.slowSheet(late, op(t, "sheet.list")), call.TimeoutError); !strings.Contains(e.Hint.En, "export") {
		t.Errorf("hint %q", e.Hint)
	}
}
