package api

import (
	"testing"

	"dandori/runtime/call"
)

func TestPresetWithAndWithoutTheSlash(t *testing.T) {
	const task = `{"data":{"progress_id":3,"status":"OK"}}`
	o := op(t, "sheet.export")
	for _, w := range []struct {
		answers map[string]string
		sent    []string
	}{
		{map[string]string{"/sheet/7/preset": task, "/sheet/7/preset/": "404 "}, []string{"/sheet/7/preset", "/sheet/7/preset"}},
		{map[string]string{"/sheet/7/preset": "404 <html>", "/sheet/7/preset/": task}, []string{"/sheet/7/preset", "/sheet/7/preset/", "/sheet/7/preset/"}},
	} {
		s := &server{answers: w.answers}
		c := client(t, s, V12)
		for range 2 {
			if id, err := c.Preset(background, o, "7"); id != "3" || err != nil {
				t.Errorf("Preset = %q, %v", id, err)
			}
		}
		equal(t, "sent", s.sent, w.sent)
	}
}

func TestPresetOfAnUnknownSheet(t *testing.T) {
	s := &server{answers: map[string]string{"/sheet/7/preset": `404 {"status":"NG","message":"sheet_idが不正です。"}`}}
	_, err := client(t, s, V12).Preset(background, op(t, "sheet.export"), "7")
	if e := asCall(t, err, call.VendorError); e.Status != 404 || len(s.sent) != 1 {
		t.Errorf("%+v after %v", e, s.sent)
	}
	s = &server{answers: map[string]string{"/sheet/7/preset": "404 ", "/sheet/7/preset/": "404 "}}
	_, err = client(t, s, V12).Preset(background, op(t, "sheet.export"), "7")
	asCall(t, err, call.VendorError)
}

func TestGetsBeforeAndAfterTheyAreReady(t *testing.T) {
	s := &server{answers: map[string]string{
		"/sheet/7/get/1": `{"status":"WAITING","message":"処理の実行を待っています。"}`,
		"/sheet/7/get/2": getSample,
		"/sheet/7/get/3": `{"status":"NG","message":"progress_idが存在しません。"}`,
		"/sheet/7/get/4": `{"status":"OK"}`,
		"/sheet/7/get/5": `{"data":{"headers":{},"data":[]}}`,
	}}
	c, o := client(t, s, V11), op(t, "sheet.export")
	for path, body := range s.answers {
		s.answers["/api/v1.1"+path] = body
	}
	for id, want := range map[string]State{"1": Waiting, "2": OK, "3": NG, "5": OK} {
		table, p, err := c.PresetGet(background, o, "7", id)
		if err != nil || p.State != want || (table.Rows != nil) != (want == OK) || (table.Headers != nil) != (want == OK) {
			t.Errorf("get %s: %+v %+v %v", id, table, p, err)
		}
	}
	_, _, err := c.PresetGet(background, o, "7", "4")
	asCall(t, err, call.ConnectionError)
}
