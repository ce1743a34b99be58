package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// §8.7: PUT replaces all of one type, and nothing of the other.
func TestPermissions(t *testing.T) {
	d := open(t, Options{})
	other := fmt.Sprint(d.get("advanced_permissions/member"))
	d.done("PUT advanced_permissions/department", `{"advanced_permission_data":[{"user_id":2,"add_codes":["0110","D-30"],"exclusion_codes":[]}]}`)
	got := d.get("advanced_permissions/department").rows("advanced_permission_data")
	if len(got) != 1 || got[0]["user_id"] != 2.0 || joined(got[0]["add_codes"]) != "0110,D-30" || len(got[0]["exclusion_codes"].([]any)) != 0 {
		t.Errorf("%v", got)
	}
	if fmt.Sprint(d.get("advanced_permissions/member")) != other {
		t.Error("the other type has changed")
	}
	if status, _ := d.send("DELETE", "users/2", ""); status != http.StatusNoContent || len(d.get("advanced_permissions/department").rows("advanced_permission_data")) != 0 {
		t.Error("a user who is gone still has permissions")
	}
	d.refused("GET advanced_permissions/user", "", http.StatusNotFound, "advanced_type")
}

func TestWhatPermissionsRefuse(t *testing.T) {
	d := open(t, Options{})
	row := func(user, add, exclude string) string {
		return fmt.Sprintf(`{"advanced_permission_data":[{"user_id":%s,"add_codes":[%s],"exclusion_codes":[%s]}]}`, user, add, exclude)
	}
	codes := func(n int) string {
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprintf("%q", fmt.Sprint(i))
		}
		return strings.Join(list, ",")
	}
	for reason, body := range map[string]string{
		"user_id: 整数":     row(`"1"`, "", ""),
		"user_id: 必須":     `{"advanced_permission_data":[{"add_codes":[],"exclusion_codes":[]}]}`,
		"add_codes: 必須":   `{"advanced_permission_data":[{"user_id":1,"exclusion_codes":[]}]}`,
		"コードが重複":          row("1", `"0110","0110"`, ""),
		"1000件":           row("1", codes(1001), ""),
		"exclusion_codes": row("1", "", codes(1001)),
	} {
		d.refused("PUT advanced_permissions/department", body, http.StatusBadRequest, reason)
	}
	d.refused("PUT advanced_permissions/member", row("1", codes(30001), ""), http.StatusBadRequest, "30000件")
	d.fails("PUT advanced_permissions/member", row("1", `"0110"`, ""), "add_codes[0]: コードが存在しません。")
	d.fails("PUT advanced_permissions/member", row("999", "", ""), "user_id: ユーザーが存在しません。")
	d.refused("PUT advanced_permissions/user", row("1", "", ""), http.StatusNotFound, "advanced_type")
}

// §8.8: pull-downs, radio buttons and check boxes, not those under データ連携.
func TestOptionsAsTheyAreRead(t *testing.T) {
	d := open(t, Options{})
	list := d.get("enum_options")
	if rows := list.rows("custom_field_data"); len(rows) != 7 || rows[0]["sheet_name"] != "基本情報" || rows[0]["id"] != 501.0 || at(rows[0], "enum_option_data", 1, "name") != "M" {
		t.Errorf("%v", rows)
	}
	if list.row("custom_field_data", "id", idTitle) != nil {
		t.Error("an item under データ連携 is there")
	}
	one := d.get("enum_options/885")
	if one["sheet_name"] != "資格" || fmt.Sprint(one) != fmt.Sprint(reply(list.row("custom_field_data", "id", 885))) {
		t.Errorf("%v", one)
	}
	for _, id := range []int{idTitle, idExtension, 999} {
		d.refused(fmt.Sprint("GET enum_options/", id), "", http.StatusNotFound, "選択肢")
		d.refused(fmt.Sprint("PUT enum_options/", id), `{"enum_option_data":[{"name":"x"}]}`, http.StatusNotFound, "選択肢")
	}
}

// No id adds, another name renames what is stored, what is left out goes when nobody has it.
func TestReplaceOptions(t *testing.T) {
	d := open(t, Options{})
	options := d.get("enum_options/501").rows("enum_option_data")
	d.done("PATCH members", people(`"code":"E1001",`+fields(idUniform, "M")))
	for i := range options {
		options[i] = map[string]any{"id": options[i]["id"], "name": options[i]["name"]}
	}
	options[1]["name"] = "M(普通)"
	next := append([]map[string]any{{"name": "XS"}}, options...)
	body, _ := json.Marshal(map[string]any{"enum_option_data": next})
	d.done("PUT enum_options/501", string(body))
	got := d.get("enum_options/501").rows("enum_option_data")
	if len(got) != 5 || got[0]["name"] != "XS" || got[2]["id"] != options[1]["id"] || got[0]["id"] == options[0]["id"] {
		t.Errorf("%v", got)
	}
	if fieldText(d.member("E1001"), idUniform) != "M(普通)" {
		t.Error("what is stored has not followed")
	}
	d.refused("PATCH members", people(`"code":"E1001",`+fields(idUniform, "M")), http.StatusBadRequest, "選択肢")
	d.done("PATCH members", people(`"code":"E1001",`+fields(idUniform, "XS")))
	d.fails("PUT enum_options/501", `{"enum_option_data":[{"name":"XS"}]}`, "使用中の選択肢は削除できません")
	body, _ = json.Marshal(map[string]any{"enum_option_data": got[:4]})
	d.done("PUT members/overwrite", people(`"code":"E1001",`+fields(idUniform, "XS")))
	d.done("PUT enum_options/501", string(body))
	if got := joined(at(d.get("member_layouts"), "custom_fields", 0, "enum")); got != "XS,S,M(普通),L" {
		t.Error(got)
	}
	d.done("PUT sheets/77", rowsOf("E1001", fields(idLicence, "x", idSort, "語学")))
	d.fails("PUT enum_options/885", `{"enum_option_data":[{"name":"新"}]}`, "使用中")
}

func TestWhatOptionsRefuse(t *testing.T) {
	d := open(t, Options{})
	for reason, body := range map[string]string{
		"1件以上":         `{"enum_option_data":[]}`,
		"name: 必須":     `{"enum_option_data":[{"id":1}]}`,
		"選択肢IDが存在しません": `{"enum_option_data":[{"id":999,"name":"x"}]}`,
		"選択肢名が重複":      `{"enum_option_data":[{"name":"x"},{"name":"x"}]}`,
		"選択肢IDが重複":     `{"enum_option_data":[{"id":1,"name":"x"},{"id":1,"name":"y"}]}`,
	} {
		d.refused("PUT enum_options/501", body, http.StatusBadRequest, reason)
	}
}

// §8.9.
func TestWebhooks(t *testing.T) {
	d := open(t, Options{})
	made := d.ok("POST webhook", `{"url":"https://x.example.co.jp/a","events":["member_created","member_deleted"],"secret_token":"s1"}`)
	if len(made) != 4 || joined(made["events"]) != "member_created,member_deleted" {
		t.Errorf("%v", made)
	}
	d.pass(time.Hour - time.Minute)
	path := fmt.Sprint("webhook/", made["id"])
	changed := d.ok("PATCH "+path, fmt.Sprintf(`{"id":%v,"url":"https://y.example.co.jp","events":["member_updated"],"secret_token":"s2"}`, made["id"]))
	got := d.get("webhook").row("webhook_data", "id", made["id"])
	if changed["url"] != "https://y.example.co.jp" || got["url"] != changed["url"] || got["secret_token"] != "s2" || got["created_at"] != "2026-04-01 09:30:00" || got["updated_at"] != "2026-04-01 10:29:00" {
		t.Errorf("%v; %v", changed, got)
	}
	if status, _ := d.send("DELETE", path, ""); status != http.StatusNoContent || len(d.get("webhook").rows("webhook_data")) != 1 {
		t.Errorf("%d", status)
	}
	d.refused("DELETE "+path, "", http.StatusNotFound, "Webhook")
	d.refused("PATCH "+path, `{}`, http.StatusNotFound, "Webhook")
}

func TestWhatWebhooksRefuse(t *testing.T) {
	d := open(t, Options{})
	for reason, body := range map[string]string{
		"https://":       `{"url":"http://x","events":["member_created"],"secret_token":"s"}`,
		"events: 1件以上":   `{"url":"https://x","events":[],"secret_token":"s"}`,
		"events: 必須":     `{"url":"https://x","secret_token":"s"}`,
		"使用できないイベント":     `{"url":"https://x","events":["sheet_updated"],"secret_token":"s"}`,
		"イベントが重複":        `{"url":"https://x","events":["member_created","member_created"],"secret_token":"s"}`,
		"secret_token":   `{"url":"https://x","events":["member_created"]}`,
		"url: 必須":        `{"events":["member_created"],"secret_token":"s"}`,
		"active: 使用できない": `{"url":"https://x","events":["member_created"],"secret_token":"s","active":true}`,
	} {
		d.refused("POST webhook", body, http.StatusBadRequest, reason)
	}
	d.refused("PATCH webhook/1", `{"id":2}`, http.StatusBadRequest, "一致しません")
	d.refused("PATCH webhook/1", `{"events":[]}`, http.StatusBadRequest, "1件以上")
}
