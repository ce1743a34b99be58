package api

import (
	"strings"
	"testing"
)

// The document's samples, mended: OK in quotes, no comma before a bracket.

const usersSample = `{
  "headers":{
      "email":"ログインid",
      "password":"パスワード",
      "member_code":"社員番号",
      "name":"氏名",
      "type":"アカウント種別",
      "role":"ロール",
      "is_active":"アカウント状態",
      "password_locked":"パスワードロック",
      "use_smartphone":"スマホオプション",
      "use_secure":"セキュアアクセス",
      "last_logined_at":"最終ログイン日時",
      "password_modified_at":"パスワード変更日時",
      "created_at":"アカウント作成日時",
      "last_modified_by":"最終更新ユーザー",
      "last_modified_at":"最終更新日時"
  },
  "users":[
    {
      "email":"taro.kaonavi@kaonavi.jp",
      "password":"****",
      "member_code":"a0088",
      "name":"顔那比 太郎",
      "type":"Adm",
      "role":"カオナビ管理者",
      "is_active":true,
      "password_locked":false,
      "use_smartphone":false,
      "use_secure":false,
      "created_at":"2016-10-07 10:54:12",
      "last_logined_at":"2016-10-07 10:54:32",
      "password_modified_at":"2016-10-07 10:55:19",
      "last_modified_by":"Kaonavi Supoort",
      "last_modified_at":"2017/06/13 17:56:53"
    }
  ]
}`

const departmentsSample = `{
  "status":"OK",
  "departments":[
    {
      "department_code1":"200",
      "department_name1":"営業本部(salesDiv.)",
      "leader_member_code":"a0001",
      "leader_member_name":"カオナビ太郎",
      "memo":"2017年度売上目標:100億"
    },
    {
      "department_code1":"200",
      "department_name1":"営業本部(salesDiv.)",
      "department_code2":"201",
      "department_name2":"第一営業部",
      "leader_member_code":"a0002",
      "leader_member_name":"カオナビ次郎",
      "memo":"2017年度売上目標:30億"
    }
  ]
}`

const sheetSample = `{
  "status":"OK",
  "data":[
    {
      "member_code":"a0001",
      "member_name":"藤井 健",
      "definition_46":"2017/04/12",
      "definition_47":"TOEIC 950点",
      "last_modified_by":"",
      "last_modified_at":""
    }
  ]
}`

const getSample = `{
  "data":{
   "headers":{
       "member_code":"社員番号",
       "member_name":"氏名",
       "member_kana":"フリガナ",
       "definition_794":"LABEL",
       "definition_796":"顔写真",
       "definition_801":"ラベル",
       "definition_778":"テスト",
       "definition_803":"ラベル",
       "definition_804":"ラベル",
       "last_modified_by":"最終更新ユーザー",
       "last_modified_at":"最終更新日時"
  },
  "vdata":[
    {
       "member_code":"30",
       "member_name":"テスト三郎",
       "member_kana":"テストサブロウ",
       "definition_794":"0000040",
       "definition_796":"a0005",
       "definition_801":"",
       "definition_778":"",
       "definition_803":"",
       "definition_804":"",
       "last_modified_by":"パートナーサポート",
       "last_modified_at":"2018/03/13 17:50:43"
    }
   ]
  }
}`

// What 2.3 and 2.4 send; 2.6 and 2.7; 2.9, 2.10 and 2.15; 2.16.
const (
	userBody = `[{
      "email":"jiro.kaonavi+2@kaonavi.jp",
      "password":"Test1234",
      "member_code":"a0262",
      "name":"テストカオナビ",
      "type":"Adm",
      "role":"カオナビ管理者",
      "is_active":"-",
      "password_locked":"-",
      "use_smartphone":"-",
      "use_secure":"-"
    }]`
	departmentBody = `[{
      "department_code1":"1000",
      "department_name1":"営業本部",
      "department_code2":"1100",
      "department_name2":"第一営業部",
      "department_code3":"1110",
      "department_name3":"金融グループ",
      "department_code4":"1111",
      "department_name4":"ITグループ",
      "leader_member_code":"a0001",
      "leader_member_name":"カオナビ太郎",
      "memo":"2017年度売上目標:3億"
    }]`
	sheetBody = `[{"member_code":"a0262","member_name":"カオナビ太郎","definition_46":"2017/04/12","definition_47":"TOEIC 950点"}]`
	// 1.5 spells the same date another way.
	dryBody = `[{"member_code":"a0262","member_name":"カオナビ太郎","definition_46":"2017-04-12","definition_47":"TOEIC 950点"}]`
)

func TestSampleLists(t *testing.T) {
	s := &server{answers: map[string]string{"/user": usersSample, "/department": departmentsSample, "/sheet/0": sheetSample, "/sheet/77": sheetSample}}
	c := client(t, s, V12)
	for _, want := range []struct {
		op, sheet, first string
		headers          bool
	}{
		{"users.list", "", `"taro.kaonavi@kaonavi.jp"`, true},
		{"departments.list", "", `"営業本部(salesDiv.)"`, false},
		{"members.list", "0", `"藤井 健"`, false},
		{"sheet.list", "77", `"2017/04/12"`, false},
	} {
		got, err := c.List(background, op(t, want.op), want.sheet)
		if err != nil {
			t.Errorf("%s: %v", want.op, err)
			continue
		}
		if !strings.Contains(string(got.Rows), want.first) || got.Rows[0] != '[' {
			t.Errorf("%s: rows are %s", want.op, got.Rows)
		}
		if (got.Headers != nil) != want.headers {
			t.Errorf("%s: headers are %s", want.op, got.Headers)
		}
	}
	equal(t, "sent", s.sent, []string{"/user", "/department", "/sheet/0", "/sheet/77"})
}

func TestSampleBodiesAreSentAsTheyStand(t *testing.T) {
	const one = `{"progress_id":1,"status":"OK"}`
	s := &server{answers: map[string]string{
		"/user/overwrite": one, "/user/add": one, "/department/overwrite": `{"progress_id":"1","status":"OK"}`, "/department/add": one,
		"/sheet/0/data/overwrite": one, "/sheet/5/data/add": one, "/sheet/5/data/update": one, "/sheet/0/data/delete": one,
	}}
	c := client(t, s, V12)
	for _, w := range []struct{ op, sheet, path, list, body string }{
		{"users.replaceAll", "", "/user/overwrite", "users", userBody},
		{"users.add", "", "/user/add", "users", userBody},
		{"departments.replaceAll", "", "/department/overwrite", "departments", departmentBody},
		{"departments.add", "", "/department/add", "departments", departmentBody},
		{"members.replaceAll", "0", "/sheet/0/data/overwrite", "data", sheetBody},
		{"sheet.add", "5", "/sheet/5/data/add", "data", sheetBody},
		{"sheet.update", "5", "/sheet/5/data/update", "data", dryBody},
		{"members.delete", "0", "/sheet/0/data/delete", "data", `[{"member_code":"a0262"}]`},
	} {
		s.sent = nil
		o := op(t, w.op)
		id, err := c.Write(background, o, w.sheet, rows(t, o, w.body))
		if err != nil || id != "1" {
			t.Errorf("%s: task %q, %v", w.op, id, err)
		}
		equal(t, w.op, s.sent, []string{w.path + " " + canonical(t, `{"`+w.list+`":`+w.body+`}`)})
	}
}

func TestASampleRehearsalSaysSoInItsBody(t *testing.T) {
	s := &server{answers: map[string]string{"/sheet/9/data/update": `{"status":"OK"}`}}
	o := op(t, "sheet.update")
	if id, err := client(t, s, V12).Rehearse(background, o, "9", rows(t, o, dryBody)); id != "" || err != nil {
		t.Errorf("Rehearse = %q, %v", id, err)
	}
	equal(t, "sent", s.sent, []string{"/sheet/9/data/update " + canonical(t, `{"dryrun":1,"data":`+dryBody+`}`)})
}

func TestSampleTasks(t *testing.T) {
	s := &server{answers: map[string]string{
		"/task/1":         `{"progress_id":"1","status":"OK"}`,
		"/task/2":         `400 {"progress_id":2,"status":"NG","errors":["社員番号が不正です。"],"message":"エラー"}`,
		"/task/3":         `{"status":"ERROR"}`,
		"/sheet/7/task/3": `{"status":"OK","message":"正常に処理が完了しました"}`,
	}}
	c := client(t, s, V12)
	for id, want := range map[string]State{"1": OK, "2": NG, "3": Error} {
		p, err := c.Task(background, op(t, "task"), id)
		if err != nil || p.State != want || p.Messages == nil {
			t.Errorf("task %s is %+v, %v; want %s", id, p, err, want)
		}
	}
	p, err := c.PresetTask(background, op(t, "sheet.export"), "7", "3")
	if err != nil || p.State != OK {
		t.Errorf("preset task: %+v, %v", p, err)
	}
	equal(t, "messages", p.Messages, []string{"正常に処理が完了しました"})
	for _, o := range s.ops {
		if o.Effect.String() != "read" {
			t.Errorf("a look was sent as %s", o.Effect)
		}
	}
}
