package migrate_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"dandori/bindings/migrate"
	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/journal"
	"dandori/runtime/say"

	"github.com/xuri/excelize/v2"
)

const reported = `await approve("よいですか"); const r = await migrate({ name: "社員", source: ["髙橋", "髙橋", "佐藤"], key: (i) => i, write: async (i) => { if (i === "佐藤") throw new VendorError("佐藤さんはいません", { status: 400 }); await put([{ code: i, value: i }]); }, verify: { count: () => 1, sample: () => true } });` + told

// The report is the same in its three forms, in the run's language, and holds nobody's values.
func TestReport(t *testing.T) {
	o := newOffice(t)
	o.lang = say.Japanese
	o.want("r1", reported, `[false,3,1,0,1,1,0,0,1,0]`)
	csv := o.file("out/migrate-社員-report.csv")
	for _, want := range []string{
		"区分,項目,内容", "何を,移行,社員", "何を,ワークフロー,move", "何を,ワークフローの版,v7", "何を,コードのハッシュ,sha256-abc", "何を,パラメーター file,inbox/m.csv", "何を,パラメーター rows,1000000", "何を,接続,\"kaonavi (kaonavi, サンドボックス)\"",
		"誰が,実行者,sato", "誰が,承認者,suzuki (2026-04-01T09:00:00Z)", "誰が,実行番号,r1", "いつ,開始,20", "いつ,終了,20",
		"件数,移行元の件数,3", "件数,今回書き込んだ件数,1", "件数,失敗した件数,1", "件数,着手していない件数,0", "失敗の内訳,VendorError 400,1", "移行元と移行先の照合,移行先の件数(照合),1",
	} {
		if !strings.Contains(csv, "\r\n"+want) && !strings.HasPrefix(csv, "\ufeff"+want) {
			t.Errorf("%q is not in\n%s", want, csv)
		}
	}
	html := o.file("out/migrate-社員-report.html")
	book, err := excelize.OpenReader(bytes.NewReader([]byte(o.file("out/migrate-社員-report.xlsx"))))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows("報告書")
	if err != nil || !slices.Equal(rows[0], []string{"区分", "項目", "内容"}) || len(rows) != strings.Count(csv, "\r\n") {
		t.Fatalf("%v %q", err, rows)
	}
	for _, row := range rows[1:] {
		for _, text := range row {
			if !strings.Contains(html, ">"+text+"<") {
				t.Errorf("%q is not in the page", text)
			}
			if !strings.Contains(csv, text) {
				t.Errorf("%q is not in the CSV", text)
			}
		}
	}
	if kind, err := book.GetCellType("報告書", "C18"); err != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("a count is a cell of the type %v, %v", kind, err)
	}
	for _, person := range []string{"髙橋", "佐藤"} {
		if strings.Contains(csv+html+fmt.Sprint(rows), person) {
			t.Errorf("%s is in the report", person)
		}
	}
	if !strings.Contains(html, `<html lang="ja">`) || strings.Contains(html, "src=") || strings.Contains(html, "href=") {
		t.Error("the page is not in Japanese, or not by itself")
	}
}

// Names that somebody else has chosen are text, in the page and in Excel.
func TestHostileNames(t *testing.T) {
	was := origin
	defer func() { origin = was }()
	origin = migrate.Origin{
		Person: func() string { return `<script>alert(1)</script>` }, Script: `"><img src=x onerror=alert(1)>`, Version: `{{.}}`, Program: `&lt;`,
		Connections: []migrate.Connection{{Name: `=HYPERLINK("http://x")`, Kind: "kaonavi"}},
	}
	o := newOffice(t)
	o.want("</p>", reported, `[false,3,1,0,1,1,0,0,1,0]`)
	html := o.file("out/migrate-社員-report.html")
	for _, bad := range []string{"<script", "<img", "</p></td>"} {
		if strings.Contains(html, bad) {
			t.Errorf("%s is in the page", bad)
		}
	}
	if !strings.Contains(html, "&lt;script&gt;") || !strings.Contains(html, "{{.}}") || !strings.Contains(html, "&amp;lt;") {
		t.Error("what was named is not in the page as it is")
	}
	if csv := o.file("out/migrate-社員-report.csv"); !strings.Contains(csv, `'=HYPERLINK`) {
		t.Error(csv)
	}
}

// Thousands of items take little memory: none is kept that needs nobody.
func TestManyItems(t *testing.T) {
	items := soak(5_000, 50_000)
	o := newOffice(t)
	var b strings.Builder
	b.WriteString("code,氏名,備考\r\n")
	for i := range items {
		fmt.Fprintf(&b, "E%05d,髙橋 花子%d,%s\r\n", i, i, strings.Repeat("あ", 20))
	}
	o.put("inbox/m.csv", b.String())
	const body = `const r = await migrate({ name: "m", source: csv.read("inbox/m.csv"), key: (i) => i.code, batch: 500, write: (rows) => put(rows.map((r) => ({ code: r.code, value: r.氏名 }))) });` + told
	for _, run := range []struct{ id, want string }{{"r1", `[true,%[1]d,%[1]d,0,0,0,0,0,0,0]`}, {"r2", `[true,%[1]d,0,%[1]d,0,0,0,0,0,0]`}} {
		log := &journal.Memory{}
		before, began := heap(), clock.Now()
		got := o.run(run.id, body, log, -1)
		took := clock.Since(began)
		if got.State != engine.Succeeded || string(got.Value) != fmt.Sprintf(run.want, items) {
			t.Fatalf("%s %s %+v", got.State, got.Value, got.Failure)
		}
		size := 0
		for e := range log.Entries() {
			raw, _ := json.Marshal(e)
			size += len(raw)
		}
		t.Logf("%s: %d items in %v, %d MiB more in use, %d lines of journal, %d MiB", run.id, items, took, (heap()-before)>>20, log.Len(), size>>20)
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
