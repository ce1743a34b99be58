package api

import (
	"encoding/base64"
	"encoding/json"
	"testing"
	"time"
)

// layoutOf has a calculated field 9 and a file field 8.
const layoutOf = `"custom_fields":[{"id":1,"name":"a","type":"string"},{"id":8,"name":"f","type":"string","type_detail":"attach_file"},{"id":9,"name":"c","type":"calc"}]}`

// What was sent, and what is read back: the same, or not to be told.
func TestSettled(t *testing.T) {
	list := func(rows string) string { return `{"member_data":` + rows + `}` }
	for _, w := range []struct {
		op, sent, now string
		want          bool
	}{
		{"members.create", `[{"code":"E1","name":" 山田 ","birthday":null}]`, list(`[{"code":"E1","name":"山田","birthday":null,"age":3},{"code":"E2"}]`), true},
		{"members.create", `[{"code":"E1","name":"山田"}]`, list(`[{"code":"E1","name":"山本"}]`), false},
		{"members.create", `[{"code":"E1"}]`, list(`[]`), false},
		{"members.create", `[{"code":"E1"}]`, list(`[{"code":"E1"},{"code":"E1"}]`), false}, // who is who?
		{"members.update", `[{"code":"E1","department":{"code":"D1"},"sub_departments":[{"code":"D3"},{"code":"D2"}]}]`,
			list(`[{"code":"E1","name":"x","department":{"code":"D1","name":"a"},"sub_departments":[{"code":"D2"},{"code":"D3"}]}]`), true},
		{"members.update", `[{"code":"E1","department":{"code":"D1"}}]`, list(`[{"code":"E1","department":null}]`), false},
		{"members.update", `[{"code":"E1","sub_departments":[]}]`, list(`[{"code":"E1","sub_departments":[{"code":"D1"}]}]`), false},
		{"members.update", `[{"code":"E1","custom_fields":[{"id":1,"values":["b","a"]},{"id":2,"values":[""]}]}]`,
			list(`[{"code":"E1","custom_fields":[{"id":1,"name":"n","values":["a","b"]},{"id":3,"values":["x"]}]}]`), true},
		{"members.update", `[{"code":"E1","custom_fields":[{"id":1,"values":[""]}]}]`, list(`[{"code":"E1","custom_fields":[{"id":1,"values":["a"]}]}]`), false},
		{"members.update", `[{"code":"E1","custom_fields":[{"id":1,"values":["a\r\nb"]}]}]`, list(`[{"code":"E1","custom_fields":[{"id":1,"values":["a\nb "]}]}]`), true},
		{"members.update", `[{"code":"E1","custom_fields":[{"id":1,"values":["7"]}]}]`, list(`[{"code":"E1","custom_fields":[{"id":1,"values":["007"]}]}]`), false}, // a code, perhaps
		{replaceFields, `[{"code":"E1","name":"x"}]`, list(`[{"code":"E1","name":"x","mail":"","custom_fields":[{"id":9,"values":["calculated"]}]}]`), true},
		{replaceFields, `[{"code":"E1","name":"x"}]`, list(`[{"code":"E1","name":"x","mail":"a@x"}]`), false},
		{replaceFields, `[{"code":"E1","name":"x"}]`, list(`[{"code":"E1","name":"x","custom_fields":[{"id":1,"values":["left"]}]}]`), false},
		{replaceMembers, `[{"code":"E1"}]`, list(`[{"code":"E1"}]`), true},
		{replaceMembers, `[{"code":"E1"}]`, list(`[{"code":"E1"},{"code":"E2"}]`), false},
		{replaceMembers, `[]`, list(`[]`), true},
		{"sheet.update", `[{"code":"E1","records":[{"custom_fields":[{"id":1,"values":["x"]}]}]}]`, list(`[{"code":"E1","records":[{"custom_fields":[{"id":1,"values":["x"]},{"id":9,"values":["c"]}]}]}]`), true},
		{"sheet.update", `[{"code":"E1","records":[{"custom_fields":[{"id":1,"values":["x"]}]}]}]`, list(`[{"code":"E1","records":[{"custom_fields":[{"id":1,"values":["x"]}]},{"custom_fields":[{"id":1,"values":["y"]}]}]}]`), false},
		{"sheet.update", `[{"code":"E1","records":[]}]`, list(`[]`), true},
		{"sheet.update", `[{"code":"E1","records":[]}]`, list(`[{"code":"E1","records":[{"custom_fields":[{"id":1,"values":["x"]}]}]}]`), false},
		{"sheet.replaceAll", `[{"code":"E1","records":[{"custom_fields":[{"id":1,"values":["x"]}]}]}]`, list(`[{"code":"E1","records":[{"custom_fields":[{"id":1,"values":["x"]}]}]},{"code":"E2","records":[{"custom_fields":[]}]}]`), true},
		{"sheet.replaceAll", `[{"code":"E1","records":[{"custom_fields":[{"id":1,"values":["x"]}]}]}]`, list(`[{"code":"E1","records":[{"custom_fields":[{"id":1,"values":["x"]}]}]},{"code":"E2","records":[{"custom_fields":[{"id":1,"values":["y"]}]}]}]`), false},
		{"sheet.replaceAll", `[]`, list(`[]`), true},
		{"departments.replaceAll", `[{"code":"D1","name":"x","memo":null,"order":5},{"code":"D2","name":"y","parent_code":"D1"}]`, `{"department_data":[{"code":"D2","name":"y","parent_code":"D1"},{"code":"D1","name":"x","parent_code":null,"memo":"","order":1}]}`, true},
		{"departments.replaceAll", `[{"code":"D1","name":"x"}]`, `{"department_data":[{"code":"D1","name":"x"},{"code":"D2","name":"y"}]}`, false},
		{"departments.replaceAll", `[{"code":"D1","name":"x","leader_member_code":"E1"}]`, `{"department_data":[{"code":"D1","name":"x","leader_member_code":null}]}`, false},
		{"advancedPermissions.replaceAll", `[{"user_id":1,"add_codes":["E2","E1"]},{"user_id":2}]`, `{"advanced_permission_data":[{"user_id":1,"add_codes":["E1","E2"],"exclusion_codes":[]}]}`, true},
		{"advancedPermissions.replaceAll", `[{"user_id":1,"add_codes":["E1"]}]`, `{"advanced_permission_data":[{"user_id":1,"add_codes":["E1"],"exclusion_codes":[]},{"user_id":2,"add_codes":["E1"],"exclusion_codes":[]}]}`, false},
		{"enumOptions.replaceAll", `[{"id":41,"name":"a"},{"name":"b"}]`, `{"id":501,"enum_option_data":[{"id":41,"name":"a"},{"id":42,"name":"b"}]}`, true},
		{"enumOptions.replaceAll", `[{"id":41,"name":"a"},{"name":"b"}]`, `{"id":501,"enum_option_data":[{"id":42,"name":"b"},{"id":41,"name":"a"}]}`, false}, // the order counts
		{"enumOptions.replaceAll", `[{"id":41,"name":"a"}]`, `{"id":501,"enum_option_data":[{"id":43,"name":"a"}]}`, false},
	} {
		o := op(t, w.op)
		read := o.Reads()
		path, _ := target.fill(read)
		v := newVendor(t).on("GET "+path, w.now).on("GET /member_layouts", `{`+layoutOf).on("GET /sheet_layouts/77", `{"id":77,"record_type":1,`+layoutOf)
		c := v.client()
		got, err := c.Settled(background, only(t, draft(t, c, w.op, target, w.sent)), Evidence{})
		if err != nil || got != w.want {
			t.Errorf("%s %s\nnow %s: %v, %v, want %v", w.op, w.sent, w.now, got, err, w.want)
		}
	}
}

// On a sheet of single records only what was sent counts.
func TestSettledOnASingleSheet(t *testing.T) {
	for now, want := range map[string]bool{
		`[{"code":"E1","records":[{"custom_fields":[{"id":1,"values":["x"]},{"id":2,"values":["y"]}]}]}]`: true,
		`[{"code":"E1","records":[{"custom_fields":[{"id":2,"values":["y"]}]}]}]`:                         false,
		`[]`: false,
	} {
		c := newVendor(t).on("GET /sheets/77", `{"member_data":`+now+`}`).on("GET /sheet_layouts/77", `{"id":77,"record_type":0,`+layoutOf).client()
		p := only(t, draft(t, c, "sheet.update", target, `[{"code":"E1","records":[{"custom_fields":[{"id":1,"values":["x"]},{"id":3,"values":[""]}]}]}]`))
		if got, err := c.Settled(background, p, Evidence{}); err != nil || got != want {
			t.Errorf("%s: %v, %v", now, got, err)
		}
	}
}

// An append is told by the state before of those whom it is about, and by nothing else.
func TestAppendsAreToldByTheStateBefore(t *testing.T) {
	record := func(v string) string { return `{"custom_fields":[{"id":1,"values":["` + v + `"]}]}` }
	row := func(code, records string) string { return `{"code":"` + code + `","records":[` + records + `]}` }
	sent := `[` + row("E1", record("new")) + `,` + row("E2", record("new")+","+record("new")) + `]`
	before := `[` + row("E1", record("old")) + `,` + row("E3", record("x")) + `]`
	for now, want := range map[string]bool{
		row("E1", record("old")+","+record("new")) + "," + row("E2", record("new")+","+record("new")):                       true,
		row("E3", "") + "," + row("E2", record("new")+","+record("new")) + "," + row("E1", record("old")+","+record("new")): true, // others may change
		row("E1", record("old")) + "," + row("E2", record("new")+","+record("new")):                                         false,
		row("E1", record("new")+","+record("old")) + "," + row("E2", record("new")+","+record("new")):                       false, // not at the end
		row("E1", record("other")+","+record("new")) + "," + row("E2", record("new")+","+record("new")):                     false,
		row("E1", record("old")+","+record("new")+","+record("new")) + "," + row("E2", record("new")+","+record("new")):     false,
		row("E1", record("old")+","+record("new")):                                                                          false,
	} {
		c := newVendor(t).on("GET /sheets/77", `{"member_data":[`+now+`]}`).on("GET /sheet_layouts/77", `{"id":77,"record_type":1,`+layoutOf).client()
		p := only(t, draft(t, c, addRecords, target, sent))
		photo, err := Photograph(p, Table{Rows: json.RawMessage(before)})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Settled(background, p, Evidence{Before: &photo}); err != nil || got != want {
			t.Errorf("%s: %v, %v", now, got, err)
		}
		if got, _ := c.Settled(background, p, Evidence{}); got {
			t.Errorf("%s: told without the state before", now)
		}
	}
}

// What nobody promises does not show in a picture: the order of members, and of a check box's values.
func TestPhotos(t *testing.T) {
	p := only(t, draft(t, newVendorless(Sizes{}), addRecords, target, `[{"code":"E1","records":[{"custom_fields":[]}]},{"code":"E2","records":[{"custom_fields":[]}]}]`))
	take := func(rows string) Photo {
		t.Helper()
		photo, err := Photograph(p, Table{Rows: json.RawMessage(rows)})
		if err != nil {
			t.Fatal(err)
		}
		return photo
	}
	want := take(`[{"code":"E1","records":[{"custom_fields":[{"id":1,"values":["a","b"]},{"id":2,"values":[""]}]}]},{"code":"E2","records":[{"custom_fields":[]}]}]`)
	if got := take(`[{"code":"E2","updated_at":"x","records":[{"custom_fields":[]}]},{"code":"E9","records":[{}]},{"code":"E1","records":[{"custom_fields":[{"id":1,"name":"n","values":["b","a"]}]}]}]`); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	for _, other := range []string{`[]`, `[{"code":"E1","records":[{"custom_fields":[{"id":1,"values":["a","c"]}]}]},{"code":"E2","records":[{}]}]`,
		`[{"code":"E1","records":[{"custom_fields":[{"id":1,"values":["a","b"]}]}]}]`, `[{"code":"E1","records":[{},{"custom_fields":[{"id":1,"values":["a","b"]}]}]},{"code":"E2","records":[{}]}]`} {
		if take(other) == want {
			t.Errorf("%s looks the same", other)
		}
	}
	if _, err := Photograph(p, Table{Rows: json.RawMessage(`[5]`)}); err == nil {
		t.Error("a picture of nothing that can be read")
	}
}

func TestFacesAreToldByTime(t *testing.T) {
	sent := time.Date(2026, 4, 1, 0, 30, 0, 500, time.UTC) // 09:30 in Japan
	none, some := &Photo{}, &Photo{Rows: 1}
	for _, w := range []struct {
		op, now string
		e       Evidence
		want    bool
	}{
		{addFaces, `[{"code":"E1","updated_at":"2026-04-01 09:30:00"}]`, Evidence{Sent: sent}, true},
		{addFaces, `[{"code":"E1","updated_at":"2026-04-01 09:29:59"}]`, Evidence{Sent: sent}, false},
		{addFaces, `[{"code":"E1","updated_at":"2026-04-01 09:29:59"}]`, Evidence{Sent: sent, Before: none}, true},
		{addFaces, `[{"code":"E1","updated_at":"2026-04-01 09:29:59"}]`, Evidence{Sent: sent, Before: some}, false},
		{addFaces, `[]`, Evidence{Sent: sent, Before: none}, false},
		{addFaces, `[{"code":"E1"}]`, Evidence{}, false},
		{"members.faceImages.update", `[{"code":"E1","updated_at":"2026-04-01 09:31:00"}]`, Evidence{Sent: sent}, true},
		{"members.faceImages.update", `[{"code":"E1","updated_at":"2026-04-01 00:31:00"}]`, Evidence{Sent: sent, Before: none}, false},
	} {
		c := newVendor(t).on("GET /members/face_image", `{"member_data":`+w.now+`}`).client()
		p := only(t, draft(t, c, w.op, Target{}, `[{"code":"E1","base64_face_image":"`+gif+`"}]`))
		if got, err := c.Settled(background, p, w.e); err != nil || got != w.want {
			t.Errorf("%+v: %v, %v", w, got, err)
		}
	}
	c := newVendorless(Sizes{})
	p := only(t, draft(t, c, addFaces, Target{}, `[{"code":"E1","base64_face_image":"`+gif+`"}]`))
	if got, err := Photograph(p, Table{Rows: json.RawMessage(`[{"code":"E1","file_name":"x"},{"code":"E2"}]`)}); err != nil || got.Rows != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAttachmentsAreToldByTheirBytes(t *testing.T) {
	f := newFiles(t, 403)
	link := `","download_url":"` + f.server.URL + `/x?Expires=1"}`
	for now, want := range map[string]bool{
		`{"file_name":"a.txt` + link: true, `{"file_name":"b.txt` + link: false,
		`{"file_name":"a.txt` + link + `,{"file_name":"a.txt` + link: false, // which one?
	} {
		v := newVendor(t).on("GET /sheets/77/custom_fields/501/file", `{"member_data":[{"code":"E1","records":[`+now+`]}]}`)
		c := v.client()
		for content, same := range map[string]bool{"content of /x": true, "other": false} {
			sent := `[{"code":"E1","records":[{"file_name":"a.txt","base64_content":"` + base64.StdEncoding.EncodeToString([]byte(content)) + `"}]}]`
			got, err := c.Settled(background, only(t, draft(t, c, addFiles, target, sent)), Evidence{})
			if err != nil || got != (want && same) {
				t.Errorf("%s: %v, %v", now, got, err)
			}
		}
		c = v.client(func(c *Config) { c.Links = nil })
		if got, err := c.Settled(background, only(t, draft(t, c, addFiles, target, `[{"code":"E1","records":[{"file_name":"a.txt","base64_content":"eA=="}]}]`)), Evidence{}); got || err != nil {
			t.Errorf("told without a look: %v, %v", got, err)
		}
	}
}

func TestAccountsAreSettled(t *testing.T) {
	users := `{"user_data":[{"id":9,"email":"a@example.com","member_code":null,"role":{"id":1},"is_active":true,"password_locked":false,"use_smartphone":false}]}`
	hooks := `{"webhook_data":[{"id":4,"url":"https://x","events":["member_created"],"secret_token":"s"},{"id":5,"url":"https://x","events":["member_created"],"secret_token":"s"}]}`
	for _, w := range []struct {
		op, given string
		before    []string
		want      bool
	}{
		{createUser, `{"email":"A@example.com","password":"pw","role":{"id":1}}`, nil, true},
		{createUser, `{"email":"a@example.com","role":{"id":2}}`, nil, false},
		{createUser, `{"email":"b@example.com"}`, nil, false},
		{updateUser, `{"is_active":true,"member_code":null}`, nil, true},
		{updateUser, `{"is_active":false}`, nil, false},
		{updateUser, `{"is_active":true,"password":"pw"}`, nil, false}, // the password, who knows
		{createWebhook, `{"url":"https://x","events":["member_created"],"secret_token":"s"}`, []string{"4"}, true},
		{createWebhook, `{"url":"https://x","events":["member_created"],"secret_token":"s"}`, []string{"4", "5"}, false},
		{createWebhook, `{"url":"https://x","events":["member_created"],"secret_token":"s"}`, nil, false},
	} {
		v := newVendor(t).on("GET /users", users).on("GET /webhook", hooks)
		c := v.client()
		a, err := c.Account(op(t, w.op), Target{ID: "9"}, "it", json.RawMessage(w.given))
		if err != nil {
			t.Fatal(err)
		}
		raw, got, err := c.SavedAs(background, a, w.before)
		if err != nil || got != w.want || got == (raw == nil) {
			t.Errorf("%+v: %s %v, %v", w, raw, got, err)
		}
	}
	c := newVendor(t).on("GET /users", users).on("GET /webhook", hooks).client()
	for id, want := range map[string]bool{"9": false, "8": true} {
		if got, err := c.Deleted(background, op(t, deleteUser), id); err != nil || got != want {
			t.Errorf("%s: %v, %v", id, got, err)
		}
	}
	if ids, err := c.IDs(background, op(t, createWebhook)); err != nil || len(ids) != 2 || ids[1] != "5" {
		t.Errorf("%v, %v", ids, err)
	}
}

func TestWhatCannotBeReadSettlesNothing(t *testing.T) {
	for _, answer := range []string{`{"member_data":[{"code":1}]}`, `403 `, `500 x`} {
		c := newVendor(t).on("GET /members", answer).client()
		got, err := c.Settled(background, only(t, draft(t, c, "members.create", Target{}, `[{"code":"E1"}]`)), Evidence{})
		if got || err == nil {
			t.Errorf("%s: %v, %v", answer, got, err)
		}
	}
}
