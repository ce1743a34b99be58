package sandbox

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

// §8.3: the keys of a sheet; who has nothing on it is not there.
func TestSheetAsItIsRead(t *testing.T) {
	d := open(t, Options{Size: 40})
	sheet := d.get("sheets/78")
	if sheet["id"] != 78.0 || sheet["name"] != "緊急連絡先" || sheet["record_type"] != 0.0 || sheet["updated_at"] == nil {
		t.Errorf("%v", sheet)
	}
	rows := sheet.rows("member_data")
	if len(rows) == 0 || len(rows) == 40 || len(rows[0]) != 2 || at(rows[0], "records", 0, "custom_fields", 0, "name") != "連絡先氏名" {
		t.Errorf("%d members, %v", len(rows), rows[0])
	}
	d.refused("GET sheets/7", "", http.StatusNotFound, "シート")
	d.done("PATCH sheets/78", rowsOf("E1001", fields(idTel, "03-0000-0001")))
	if rows := d.get("sheets/78?updated_since=2026-04-01").rows("member_data"); len(rows) != 1 || rows[0]["code"] != "E1001" {
		t.Errorf("%v", rows)
	}
	d = open(t, Options{Variant: Variant{RowTimes: true, AllFields: true}})
	row := d.get("sheets/78").rows("member_data")[0]
	if row["updated_at"] == nil || len(at(row, "records", 0, "custom_fields").([]any)) != 7 {
		t.Errorf("%v", row)
	}
}

// A sheet of one record: PATCH changes what is sent, "" clears, PUT is all there will be.
func TestSingleRecords(t *testing.T) {
	d := open(t, Options{})
	d.done("PUT sheets/78", rowsOf("E1001", fields(idContact, "山田 花子", idRelation, "母", idTel, "03-0000-0001")))
	if rows := d.get("sheets/78").rows("member_data"); len(rows) != 1 {
		t.Errorf("%d members after a PUT of one", len(rows))
	}
	d.done("PATCH sheets/78", rowsOf("E1001", fields(idRelation, "父", idTel, "")))
	r := d.records(contactSheet, "E1001")
	if len(r) != 1 || fieldText(r[0], idContact) != "山田 花子" || fieldText(r[0], idRelation) != "父" || fieldText(r[0], idTel) != "" || fieldText(r[0], idConfirmed) != "未確認" {
		t.Errorf("%v", r)
	}
	d.done("PATCH sheets/78", rowsOf("E1002", fields(idContact, "鈴木")))
	if len(d.get("sheets/78").rows("member_data")) != 2 {
		t.Error("a PATCH makes no record")
	}
	d.done("PATCH sheets/78", rowsOf("E1001", fields(idContact, "", idRelation, "")))
	if d.records(contactSheet, "E1001") != nil {
		t.Error("an empty record is there")
	}
	d.done("PUT sheets/78", `{"member_data":[]}`)
	if len(d.get("sheets/78").rows("member_data")) != 0 {
		t.Error("an empty PUT leaves something")
	}
	d.refused("POST sheets/78/add", rowsOf("E1001", fields(idContact, "x")), http.StatusBadRequest, "複数レコード")
	d.refused("PATCH sheets/78", rowsOf("E1001", fields(idContact, "x"), fields(idContact, "y")), http.StatusBadRequest, "1件のみ")
	d.refused("PATCH sheets/78", rowsOf("E1001"), http.StatusBadRequest, "1件以上")
}

// A sheet of several: in order, replaced a member at a time, appended by add.
func TestMultipleRecords(t *testing.T) {
	d := open(t, Options{})
	names := func(code string) string {
		var out []string
		for _, r := range d.records(licenceSheet, code) {
			out = append(out, fieldText(r, idLicence))
		}
		return strings.Join(out, " ")
	}
	other := names("E1003")
	d.done("PATCH sheets/77", rowsOf("E1001", fields(idLicence, "C"), fields(idLicence, "A"), fields(idLicence, "B")))
	if names("E1001") != "C A B" || names("E1003") != other {
		t.Errorf("%s; %s", names("E1001"), names("E1003"))
	}
	d.done("POST sheets/77/add", rowsOf("E1001", fields(idLicence, "D"), fields(idLicence, "A", idSort, "語学")))
	if names("E1001") != "C A B D A" {
		t.Error(names("E1001"))
	}
	d.done("PATCH sheets/77", rowsOf("E1001", fields(idLicence, "A")))
	if names("E1001") != "A" {
		t.Error(names("E1001"))
	}
	d.done("PATCH sheets/77", rowsOf("E1001"))
	if names("E1001") != "" || names("E1003") != other {
		t.Error("the member is still on the sheet, or another is not")
	}
	d.done("PUT sheets/77", rowsOf("E1002", fields(idLicence, "Z")))
	if names("E1002") != "Z" || names("E1003") != "" {
		t.Errorf("%s; %s", names("E1002"), names("E1003"))
	}
	d.refused("POST sheets/77/add", rowsOf("E1001"), http.StatusBadRequest, "1件以上")
}

func TestWhatSheetsRefuse(t *testing.T) {
	d := open(t, Options{})
	for _, what := range []string{"PUT sheets/77", "PATCH sheets/77", "POST sheets/77/add"} {
		d.refused(what, rowsOf("E1001", fields(idSort, "語学")), http.StatusBadRequest, "member_data[0].records[0].custom_fields(id=880): 必須")
		d.refused(what, rowsOf("E1001", fields(idLicence, "")), http.StatusBadRequest, "必須")
		d.refused(what, rowsOf("E1001", `"custom_field":[]`), http.StatusBadRequest, "使用できない")
		d.refused(what, rowsOf("E1001", fields(idLicence, "x", idProof, "x.pdf")), http.StatusBadRequest, "更新できない")
		d.refused(what, rowsOf("E1001", fields(idLicence, strings.Repeat("x", 101))), http.StatusBadRequest, "100文字")
		d.refused(what, `{"member_data":[{"code":"E1001"}]}`, http.StatusBadRequest, "records: 必須")
		d.fails(what, rowsOf("nobody", fields(idLicence, "x")), "member_data[0].code: 社員番号が存在しません。")
		d.refused(strings.Replace(what, "77", "7", 1), rowsOf("E1001", fields(idLicence, "x")), http.StatusNotFound, "シート")
	}
	twice := strings.Replace(rowsOf("E1001", fields(idTel, "1")), `{"member_data":[`, `{"member_data":[{"code":"E1001","records":[{`+fields(idTel, "2")+`}]},`, 1)
	d.refused("PATCH sheets/78", twice, http.StatusBadRequest, "重複")
}

// fileRows writes member_data of uploads: names and contents.
func fileRows(code string, pairs ...string) string {
	var out []string
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, fmt.Sprintf(`"file_name":%q,"base64_content":%q`, pairs[i], base64.StdEncoding.EncodeToString([]byte(pairs[i+1]))))
	}
	return rowsOf(code, out...)
}

// files returns a member's files in the list: names and contents, as they are downloaded.
func (d *desk) files(path, code string) string {
	d.t.Helper()
	row := d.get(path).row("member_data", "code", code)
	list, _ := row["records"].([]any)
	var out []string
	for _, r := range list {
		status, raw := d.do(must(http.NewRequest(http.MethodGet, at(r, "download_url").(string), nil)))
		if status != http.StatusOK {
			d.t.Errorf("%v: %d", r, status)
		}
		out = append(out, fmt.Sprint(at(r, "file_name"), "=", string(raw)))
	}
	return strings.Join(out, " ")
}

const proofs, identities = "sheets/77/custom_fields/884/file", "sheets/78/custom_fields/894/file"

// §8.3: on a sheet of several records each file is a new record.
func TestFilesOnMultipleRecords(t *testing.T) {
	d := open(t, Options{})
	d.done("PUT sheets/77", rowsOf("E1001", fields(idLicence, "A")))
	d.done("POST "+proofs, fileRows("E1001", "b.pdf", "bb", "a.PDF", "aa"))
	if got := d.files(proofs, "E1001"); got != "b.pdf=bb a.PDF=aa" || len(d.records(licenceSheet, "E1001")) != 3 {
		t.Error(got)
	}
	if got := fieldText(d.records(licenceSheet, "E1001")[1], idProof); got != "b.pdf" {
		t.Error(got)
	}
	d.fails("POST "+proofs, fileRows("E1001", "b.pdf", "x"), "同名のファイルが既に")
	d.done("PATCH "+proofs, fileRows("E1001", "b.pdf", "new"))
	if got := d.files(proofs, "E1001"); got != "b.pdf=new a.PDF=aa" {
		t.Error(got)
	}
	d.fails("PATCH "+proofs, fileRows("E1001", "c.pdf", "x"), "登録されていません")
	d.refused("POST "+proofs, fileRows("E1001", "c.pdf", "x", "c.pdf", "y"), http.StatusBadRequest, "重複")
}

// A name that a member holds twice cannot be replaced.
func TestFileOfANameHeldTwice(t *testing.T) {
	d := open(t, Options{})
	d.fails("PATCH "+proofs, fileRows("E1003", "認定証.pdf", "x"), "複数登録")
}

func TestFilesOnSingleRecords(t *testing.T) {
	d := open(t, Options{})
	d.done("PUT sheets/78", `{"member_data":[]}`)
	d.done("POST "+identities, fileRows("E1001", "id.png", "one"))
	d.fails("POST "+identities, fileRows("E1001", "other.png", "x"), "既に登録")
	d.refused("POST "+identities, fileRows("E1002", "a.png", "x", "b.png", "y"), http.StatusBadRequest, "1件のみ")
	d.done("PATCH "+identities, fileRows("E1001", "id.png", "two"))
	if got := d.files(identities, "E1001"); got != "id.png=two" {
		t.Error(got)
	}
	d.done("PATCH sheets/78", rowsOf("E1001", fields(idTel, "1")))
	d.done("PUT sheets/78", rowsOf("E1001", fields(idTel, "2")))
	if got := d.files(identities, "E1001"); got != "id.png=two" || len(d.records(contactSheet, "E1001")) != 1 {
		t.Errorf("the file went with its record: %s", got)
	}
	d = open(t, Options{Variant: Variant{RecordsDropFiles: true}})
	d.done("PUT sheets/78", rowsOf("E1001", fields(idTel, "2")))
	if got := d.files(identities, "E1001"); got != "" {
		t.Errorf("the file is still there: %s", got)
	}
}

func TestWhatFilesRefuse(t *testing.T) {
	d := open(t, Options{})
	many := make([]string, 0, 2*maxFiles+2)
	for i := range maxFiles + 1 {
		many = append(many, fmt.Sprint(i, ".txt"), "x")
	}
	for reason, body := range map[string]string{
		"拡張子":     fileRows("E1001", "x.exe", "x"),
		"5MB":     fileRows("E1001", "x.txt", strings.Repeat("x", maxFile+1)),
		"1000件":   fileRows("E1001", many...),
		"Base64":  rowsOf("E1001", `"file_name":"x.txt","base64_content":"?"`),
		"1件以上":    rowsOf("E1001"),
		"必須":      rowsOf("E1001", `"base64_content":"eA=="`),
		"使用できない":  rowsOf("E1001", `"name":"x.txt"`),
		"records": `{"member_data":[{"code":"E1001"}]}`,
	} {
		d.refused("POST "+proofs, body, http.StatusBadRequest, reason)
	}
	d.fails("POST "+proofs, fileRows("nobody", "x.txt", "x"), "社員番号")
	for _, path := range []string{"sheets/77/custom_fields/880/file", "sheets/7/custom_fields/884/file"} {
		d.refused("POST "+path, fileRows("E1001", "x.txt", "x"), http.StatusNotFound, "ファイル添付")
		d.refused("GET "+path, "", http.StatusNotFound, "ファイル添付")
	}
	d.done("POST "+proofs, fileRows("E1001", "x.txt", strings.Repeat("x", maxFile)))
}

// §8.2: links are signed, live for 15 minutes, and lead to what was there when they were given.
func TestLinks(t *testing.T) {
	d := open(t, Options{Limits: Limits{Off: true, TokenLife: 10 * time.Hour}})
	d.done("PUT sheets/78", `{"member_data":[]}`)
	d.done("POST "+identities, fileRows("E1001", "確認 書類+.txt", "one"))
	link := at(d.get(identities), "member_data", 0, "records", 0, "download_url").(string)
	open := func(link string) (int, string) {
		status, raw := d.do(must(http.NewRequest(http.MethodGet, link, nil)))
		return status, string(raw)
	}
	for _, part := range []string{"Expires=", "Signature=", "Key-Pair-Id="} {
		if !strings.Contains(link, part) {
			t.Errorf("%s has no %s", link, part)
		}
	}
	d.done("PATCH "+identities, fileRows("E1001", "確認 書類+.txt", "two"))
	if status, got := open(link); status != http.StatusOK || got != "one" {
		t.Errorf("%d %s", status, got)
	}
	if status, _ := open(strings.Replace(link, "Expires=1", "Expires=2", 1)); status != http.StatusForbidden {
		t.Errorf("a forged link: %d", status)
	}
	d.pass(15*time.Minute - 2*time.Second)
	if status, _ := open(link); status != http.StatusForbidden {
		t.Errorf("after 15 minutes: %d", status)
	}
	again := at(d.get(identities), "member_data", 0, "records", 0, "download_url").(string)
	if status, got := open(again); status != http.StatusOK || got != "two" {
		t.Errorf("%d %s", status, got)
	}
	d.pass(time.Hour)
	d.done("PATCH "+identities, fileRows("E1001", "確認 書類+.txt", "three"))
	if n := len(d.s.company.blobs); n != 2 {
		t.Errorf("%d contents are kept", n) // the one that was replaced just now, and its heir
	}
	if d.s.Counts().Requests["download"] != 4 {
		t.Errorf("%v", d.s.Counts().Requests)
	}
}

// What the seed made can be downloaded, also where the sandbox is served below a folder.
func TestLinksBelowAFolder(t *testing.T) {
	d := open(t, Options{Size: 40})
	mux := http.NewServeMux()
	mux.Handle("/acme/", http.StripPrefix("/acme", d.s))
	server := newServer(t, mux)
	d.url = server + "/acme"
	for path, list := range map[string]reply{"pictures": d.get("members/face_image"), "files": d.get(proofs)} {
		rows := list.rows("member_data")
		if len(rows) == 0 {
			t.Fatalf("no %s", path)
		}
		link := at(rows[0], "download_url")
		if path == "files" {
			link = at(rows[0], "records", 0, "download_url")
		}
		status, raw := d.do(must(http.NewRequest(http.MethodGet, link.(string), nil)))
		if status != http.StatusOK || len(raw) == 0 || !strings.HasPrefix(link.(string), server+"/acme/download/") {
			t.Errorf("%s: %d", link, status)
		}
	}
}

// A write that the records show again changes nothing.
func TestSheetGoesRound(t *testing.T) {
	d := open(t, Options{Size: 20})
	before := d.get("sheets/79")
	body := `{"member_data":[`
	for i, row := range before.rows("member_data") {
		if i > 0 {
			body += ","
		}
		var records []string
		for _, r := range row["records"].([]any) {
			var pairs []any
			for _, f := range at(r, "custom_fields").([]any) {
				if id := int(at(f, "id").(float64)); id != idRaise {
					pairs = append(pairs, id, joined(at(f, "values")))
				}
			}
			records = append(records, fields(pairs...))
		}
		one := rowsOf(row["code"].(string), records...)
		body += strings.TrimSuffix(strings.TrimPrefix(one, `{"member_data":[`), `]}`)
	}
	d.unchanged("what was read", func() { d.done("PUT sheets/79", body+"]}") })
	if !reflect.DeepEqual(before["member_data"], d.get("sheets/79")["member_data"]) {
		t.Error("the records are not as they were")
	}
}
