package sandbox

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"
)

// The samples of the document, mended: statuses quoted, trailing commas gone, data for "vdata".
const (
	sampleDryRun = `{"dryrun":1,"data":[{"member_code":"a0262","member_name":"カオナビ太郎","definition_46":"2017-04-12","definition_47":"TOEIC 950点"}]}`

	sampleUsers = `{"users":[{"email":"jiro.kaonavi+2@kaonavi.jp","password":"Test1234","member_code":"a0262","name":"テストカオナビ",
		"type":"Adm","role":"カオナビ管理者","is_active":"-","password_locked":"-","use_smartphone":"-","use_secure":"-"}]}`

	sampleDepartments = `{"departments":[{"department_code1":"1000","department_name1":"営業本部","department_code2":"1100","department_name2":"第一営業部",
		"department_code3":"1110","department_name3":"金融グループ","department_code4":"1111","department_name4":"ITグループ",
		"leader_member_code":"a0001","leader_member_name":"カオナビ太郎","memo":"2017年度売上目標:3億"}]}`

	sampleSheet = `{"data":[{"member_code":"a0262","member_name":"カオナビ太郎","definition_46":"2017/04/12","definition_47":"TOEIC 950点"}]}`

	sampleDelete = `{"data":[{"member_code":"a0262"}]}`
)

// Every body of the document is taken, by every function that shows it.
func TestDocumentsBodiesAreTaken(t *testing.T) {
	for path, body := range map[string]string{
		"/v1.2/user/overwrite":            sampleUsers,
		"/v1.2/user/add":                  sampleUsers,
		"/v1.2/department/overwrite":      sampleDepartments,
		"/v1.2/department/add":            sampleDepartments,
		"/v1.2/sheet/1001/data/overwrite": sampleSheet,
		"/v1.2/sheet/1001/data/update":    sampleSheet,
		"/v1.2/sheet/1001/data/delete":    sampleDelete,
		"/v1.2/sheet/0/data/delete":       sampleDelete,
		"/v1.2/sheet/1001/data/add":       sampleSheet,
	} {
		t.Run(path, func(t *testing.T) {
			d := open(t, Options{Size: 300})
			if path == "/v1.2/sheet/1001/data/add" {
				d.done("/v1.2/sheet/1001/data/delete", sampleDelete)
			}
			d.done(path, body)
		})
	}
}

// Each answer has the fields of its sample, in its order.
func TestAnswersHaveTheSamplesFields(t *testing.T) {
	d := open(t, Options{Size: 300})
	id := preset(d, "1001")
	d.pass(defaultJobTime)
	for _, c := range []struct {
		path, body, list string
		want             []string
	}{
		{"/v1.2/get_token", sampleLogin, "", []string{"data"}},
		{"/v1.2/user", "", "", []string{"headers", "users"}},
		{"/v1.2/user", "", "users", []string{
			"email", "password", "member_code", "name", "type", "role", "is_active", "password_locked", "use_smartphone",
			"use_secure", "created_at", "last_logined_at", "password_modified_at", "last_modified_by", "last_modified_at",
		}},
		{"/v1.2/user/add", sampleUsers, "", []string{"progress_id", "status"}},
		{"/v1.2/department", "", "", []string{"status", "departments"}},
		{"/v1.2/department", "", "departments", []string{
			"department_code1", "department_name1", "leader_member_code", "leader_member_name", "memo",
		}},
		{"/v1.2/department/add", sampleDepartments, "", []string{"progress_id", "status"}},
		{"/v1.2/sheet/1001", "", "", []string{"status", "data"}},
		{"/v1.2/sheet/1001", "", "data", []string{
			"member_code", "member_name", "definition_46", "definition_47", "definition_48", "definition_49", "last_modified_by", "last_modified_at",
		}},
		{"/v1.2/sheet/1001/data/update", sampleSheet, "", []string{"progress_id", "status"}},
		{"/v1.2/task/2", "", "", []string{"progress_id", "status"}},
		{"/v1.2/sheet/1001/preset", "", "data", []string{"progress_id", "status"}},
		{"/v1.2/sheet/1001/task/" + id, "", "", []string{"status", "message"}},
		{"/v1.2/sheet/1001/get/" + id, "", "data", []string{"headers", "data"}},
	} {
		_, raw := d.send("POST", c.path, c.body)
		if got := firstKeys(t, raw, c.list); !slices.Equal(got, c.want) {
			t.Errorf("%s %s: fields are\n%v, the sample's\n%v", c.path, c.list, got, c.want)
		}
	}
}

// firstKeys returns the keys, in order, of the object raw, or of what raw has under
// list: an object, or the first one of an array.
func firstKeys(t *testing.T, raw []byte, list string) []string {
	t.Helper()
	if list != "" {
		var outer map[string]json.RawMessage
		if err := json.Unmarshal(raw, &outer); err != nil {
			t.Fatal(err)
		}
		raw = outer[list]
		var items []json.RawMessage
		if json.Unmarshal(raw, &items) == nil {
			raw = items[0]
		}
	}
	return keysInOrder(t, raw)
}

func keysInOrder(t *testing.T, raw []byte) []string {
	t.Helper()
	var keys []string
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if _, err := decoder.Token(); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	for decoder.More() {
		key, _ := decoder.Token()
		keys = append(keys, key.(string))
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			t.Fatal(err)
		}
	}
	return keys
}

// The shape of progress_id differs by function, as in the samples.
func TestProgressIDsAreWrittenAsInTheSamples(t *testing.T) {
	d := open(t, Options{Size: 300})
	for path, body := range map[string]string{"/v1.0/user/overwrite": sampleUsers, "/v1.0/user/add": sampleUsers} {
		if id, number := d.ok(path, body)["progress_id"].(float64); !number {
			t.Errorf("%s: progress_id %v is no number", path, id)
		}
	}
	for path, body := range map[string]string{
		"/v1.2/department/overwrite": sampleDepartments, "/v1.2/department/add": sampleDepartments,
		"/v1.2/sheet/0/data/overwrite": sampleSheet, "/v1.2/sheet/0/data/add": sampleSheet,
		"/v1.2/sheet/0/data/update": sampleSheet, "/v1.2/sheet/0/data/delete": sampleDelete,
	} {
		if id, text := d.ok(path, body)["progress_id"].(string); !text {
			t.Errorf("%s: progress_id %v is no string", path, id)
		}
	}
	if id, number := d.ok("/v1.1/sheet/0/preset", "").at("data", "progress_id").(float64); !number {
		t.Errorf("preset: progress_id %v is no number under data", id)
	}
}

// Times are written in the two ways of the sample of 2.2.
func TestTimesAreWrittenAsInTheSample(t *testing.T) {
	d := open(t, Options{Size: 300})
	d.done("/v1.2/user/add", sampleUsers)
	users := d.ok("/v1.2/user", "").rows("users")
	last := users[len(users)-1]
	if last["created_at"] != "2017-06-13 17:00:02" || last["last_modified_at"] != "2017/06/13 17:00:02" || last["last_logined_at"] != "" {
		t.Errorf("the new user's times are %v", last)
	}
}
