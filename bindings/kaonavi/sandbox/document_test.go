package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// keysOf returns the keys of an object in their order.
func keysOf(t *testing.T, raw json.RawMessage) []string {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if _, err := decoder.Token(); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for decoder.More() {
		key, err := decoder.Token()
		var value json.RawMessage
		if err != nil || decoder.Decode(&value) != nil {
			t.Fatal(err)
		}
		keys = append(keys, key.(string))
	}
	return keys
}

// within walks down to a value, by keys and "0", the first of a list.
func within(t *testing.T, raw json.RawMessage, path string) json.RawMessage {
	t.Helper()
	for step := range strings.FieldsSeq(path) {
		var list []json.RawMessage
		var o map[string]json.RawMessage
		if step == "0" && json.Unmarshal(raw, &list) == nil && len(list) > 0 {
			raw = list[0]
		} else if json.Unmarshal(raw, &o) == nil && o[step] != nil {
			raw = o[step]
		} else {
			t.Fatalf("no %s of %q in %.200s", step, path, raw)
		}
	}
	return raw
}

// Every object that is read has the keys of the fact sheet, in its order.
func TestAnswersHaveTheDocumentsKeys(t *testing.T) {
	d := open(t, Options{Size: 40})
	d.done("PUT sheets/77", rowsOf("E1001", fields(idLicence, "簿記")))
	d.done("POST "+proofs, fileRows("E1001", "a.pdf", "x"))
	d.done("PATCH members", people(`"code":"E1001","department":{"code":"D-32"},"sub_departments":[{"code":"0110"}],`+fields(idUniform, "M")))
	item := "name required type max_length enum"
	custom := "id " + item + " read_only type_detail"
	file := "file_name download_url updated_at"
	for _, c := range []struct{ path, at, keys string }{
		{"member_layouts", "", "code name name_kana mail entered_date retired_date gender birthday department sub_departments custom_fields"},
		{"member_layouts", "department", item},
		{"member_layouts", "custom_fields 0", custom},
		{"sheet_layouts", "", "sheets"},
		{"sheet_layouts", "sheets 0", "id name record_type custom_fields"},
		{"sheet_layouts", "sheets 0 custom_fields 0", custom},
		{"sheet_layouts/77", "", "id name record_type custom_fields"},
		{"members", "", "updated_at member_data"},
		{"members", "member_data 0 department", "code name names"},
		{"members", "member_data 0 sub_departments 0", "code name names"},
		{"members", "member_data 0 custom_fields 0", "id name values"},
		{"members/face_image", "", "member_data"},
		{"members/face_image", "member_data 0", "code " + file},
		{"sheets/77", "", "id name record_type updated_at member_data"},
		{"sheets/77", "member_data 0", "code records"},
		{"sheets/77", "member_data 0 records 0", "custom_fields"},
		{"sheets/77", "member_data 0 records 0 custom_fields 0", "id name values"},
		{proofs, "member_data 0", "code records"},
		{proofs, "member_data 0 records 0", file},
		{"departments", "department_data 0", "code name parent_code leader_member_code order memo"},
		{"users", "user_data 0", "id email member_code role last_login_at is_active password_locked use_smartphone"},
		{"users/1", "role", "id name type"},
		{"roles", "role_data 0", "id name type"},
		{"advanced_permissions/member", "advanced_permission_data 0", "user_id add_codes exclusion_codes"},
		{"enum_options", "custom_field_data 0", "sheet_name id name enum_option_data"},
		{"enum_options/501", "enum_option_data 0", "id name"},
		{"webhook", "webhook_data 0", "id url events secret_token created_at updated_at"},
		{"tasks/1", "", "id status messages"},
	} {
		status, raw := d.send(http.MethodGet, c.path, "")
		if status != http.StatusOK {
			t.Fatalf("%s: %d %s", c.path, status, raw)
		}
		if got := strings.Join(keysOf(t, within(t, raw, c.at)), " "); got != c.keys {
			t.Errorf("%s %s: %s, want %s", c.path, c.at, got, c.keys)
		}
	}
}

// Every body that the fact sheet shows is taken.
func TestDocumentsBodiesAreTaken(t *testing.T) {
	member := `{"member_data":[{"code":"E1001","custom_fields":[{"id":501,"values":["M"]}],"department":{"code":"D-30"}}]}`
	sheet := `{"member_data":[{"code":"E1001","records":[{"custom_fields":[{"id":880,"values":["日商簿記検定2級"]}]}]}]}`
	file := `{"member_data":[{"code":"E1001","records":[{"file_name":"resume.pdf","base64_content":"JVBERi0="}]}]}`
	face := fmt.Sprintf(`{"enable_trimming":true,"member_data":[{"code":"E1001","base64_face_image":%q}]}`, picture(t, "png"))
	for what, body := range map[string]string{
		"POST members": strings.Replace(member, "E1001", "E2001", 1), "PUT members": member, "PATCH members": member, "PUT members/overwrite": member,
		"POST members/delete": `{"codes":["E1001"]}`,
		"PUT sheets/77":       sheet, "PATCH sheets/77": sheet, "POST sheets/77/add": sheet,
		"POST " + proofs:                  file,
		"PUT departments":                 `{"department_data":[{"code":"D-1","name":"本社","parent_code":null,"leader_member_code":null,"order":1,"memo":""}]}`,
		"PUT advanced_permissions/member": `{"advanced_permission_data":[{"user_id":1,"add_codes":["E1001"],"exclusion_codes":["E1002"]}]}`,
		"PUT enum_options/503":            `{"enum_option_data":[{"id":10,"name":"正社員"},{"id":11,"name":"契約"},{"id":12,"name":"パート"},{"id":13,"name":"嘱託"},{"name":"顧問"}]}`,
	} {
		t.Run(what, func(t *testing.T) { open(t, Options{}).done(what, body) })
	}
	d := open(t, Options{})
	with, without := d.faced()
	d.done("POST members/face_image", strings.Replace(face, "E1001", without, 1))
	d.done("PATCH members/face_image", strings.Replace(face, "E1001", with, 1))
	d.done("POST "+proofs, file)
	d.done("PATCH "+proofs, file)
	d.ok("POST users", `{"email":"x@example.co.jp","member_code":"E1001","password":"Passw0rd","role":{"id":1},"is_active":true,"password_locked":false,"use_smartphone":false}`)
	d.ok("PATCH users/2", `{"email":"y@example.co.jp","member_code":null,"password":"Passw0rd","role":{"id":3},"is_active":true,"password_locked":false,"use_smartphone":false}`)
	d.ok("POST webhook", `{"url":"https://x.example.co.jp","events":["member_created","member_updated","member_deleted"],"secret_token":"s"}`)
	d.ok("PATCH webhook/1", `{"id":1,"url":"https://x.example.co.jp","events":["member_updated"],"secret_token":"s"}`)
}

// Tasks are done in the order in which they were asked for, each on what those before it have left.
func TestTasksAreDoneInOrder(t *testing.T) {
	d := open(t, Options{})
	var ids []any
	for _, step := range []string{
		"POST members " + people(`"code":"X1"`),
		"PATCH members " + people(`"code":"X1","name":"一"`),
		"PATCH sheets/78 " + rowsOf("X1", fields(idTel, "1")),
		"POST members/delete " + `{"codes":["X1"]}`,
		"PATCH members " + people(`"code":"X1","name":"二"`),
		"POST members " + people(`"code":"X1","name":"三"`),
	} {
		parts := strings.SplitN(step, " ", 3)
		ids = append(ids, d.ok(parts[0]+" "+parts[1], parts[2])["task_id"])
	}
	d.pass(defaultJobTime)
	var states []string
	for _, id := range ids {
		states = append(states, fmt.Sprint(d.get(fmt.Sprint("tasks/", id))["status"]))
	}
	if !slices.Equal(states, []string{"OK", "OK", "OK", "OK", "NG", "OK"}) || d.member("X1")["name"] != "三" || d.records(contactSheet, "X1") != nil {
		t.Errorf("%v, %v", states, d.member("X1"))
	}
}

// A task does all of its body or nothing.
func TestATaskIsDoneWholeOrNotAtAll(t *testing.T) {
	d := open(t, Options{})
	d.fails("PATCH members", people(`"code":"E1001","name":"x"`, `"code":"nobody"`, `"code":"nobody2"`), "member_data[2].code")
	d.fails("POST sheets/77/add", `{"member_data":[{"code":"E1001","records":[{`+fields(idLicence, "x")+`}]},{"code":"nobody","records":[{`+fields(idLicence, "x")+`}]}]}`, "member_data[1]")
}
