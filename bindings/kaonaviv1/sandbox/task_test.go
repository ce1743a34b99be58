package sandbox

import (
	"net/http"
	"testing"
	"time"
)

// A task waits, runs and ends; what it changes is there when it has ended, and not before.
func TestTaskTakesItsTime(t *testing.T) {
	d := open(t, Options{Size: 3, JobTime: 20 * time.Second})
	id := idOf(d.ok("/v1.2/sheet/0/data/update", one(t, "a0001", "definition_9=7777"))["progress_id"])
	for _, step := range []struct {
		after time.Duration
		state string
	}{{0, "WAITING"}, {5*time.Second - 1, "WAITING"}, {1, "RUNNING"}, {15*time.Second - 1, "RUNNING"}, {1, "OK"}, {30 * time.Minute, "OK"}} {
		d.pass(step.after)
		if task := d.ok("/v1.2/task/"+id, ""); task["status"] != step.state || task["progress_id"] != id {
			t.Errorf("%v after the step before the task is %v, want %s", step.after, task, step.state)
		}
		if written := d.records("0", "a0001")[0]["definition_9"] == "7777"; written != (step.state == "OK") {
			t.Errorf("while the task is %s the change is there: %v", step.state, written)
		}
	}
	d.refused("/v1.2/task/2", "", http.StatusBadRequest, "task_id")
	d.refused("/v1.2/task/x", "", http.StatusBadRequest, "task_id")
	d.refused("/v1.2/task/01", "", http.StatusBadRequest, "task_id")
}

// Tasks change the company in the order in which they end, whoever asks for them.
func TestTasksEndInTheOrderOfTheirTimes(t *testing.T) {
	times := []time.Duration{30 * time.Second, 10 * time.Second, 20 * time.Second}
	d := open(t, Options{Size: 1, Course: func(j Job) Course { return Course{Run: times[j.Nth-1]} }})
	for _, value := range []string{"1", "2", "3"} {
		d.ok("/v1.2/sheet/0/data/update", one(t, "a0001", "definition_9="+value))
	}
	for _, want := range []string{"2", "3", "1"} {
		d.pass(10 * time.Second)
		if got := d.records("0", "a0001")[0]["definition_9"]; got != want {
			t.Errorf("the value is %v, want %s", got, want)
		}
	}
}

func TestTaskCanCrash(t *testing.T) {
	var seen []Job
	d := open(t, Options{Size: 3, Course: func(j Job) Course {
		seen = append(seen, j)
		return Course{Crash: j.Operation == "sheet.data.update" && j.Nth == 2}
	}})
	before := string(d.s.Snapshot())
	d.done("/v1.2/sheet/0/data/update", data(t))
	task := d.write("/v1.2/sheet/0/data/update", one(t, "a0001", "definition_9=7777"))
	if task["status"] != "ERROR" || string(d.s.Snapshot()) != before {
		t.Errorf("the task is %v", task)
	}
	if want := (Job{ID: 2, Operation: "sheet.data.update", Sheet: "0", Nth: 2}); len(seen) != 2 || seen[1] != want {
		t.Errorf("the jobs were %+v", seen)
	}
	d.fails("/v1.2/sheet/0/data/delete", one(t, "a9"), "社員番号")
	if c := d.s.Counts(); c.Applied != 1 || c.Refused != 1 || c.Crashed != 1 {
		t.Errorf("counts are %+v", c)
	}
}

// What a task checks is the company as it is when the task ends.
func TestTaskIsCheckedWhenItEnds(t *testing.T) {
	d := open(t, Options{Size: 3})
	d.ok("/v1.2/sheet/0/data/delete", one(t, "a0001"))
	update := idOf(d.ok("/v1.2/sheet/0/data/update", one(t, "a0001", "definition_11=L"))["progress_id"])
	d.pass(defaultJobTime)
	if task := d.ok("/v1.2/task/"+update, ""); task["status"] != "NG" {
		t.Errorf("updating a member that was deleted meanwhile: %v", task)
	}
}

func TestJobTimeMayBeNone(t *testing.T) {
	d := open(t, Options{Size: 3, JobTime: -1})
	id := idOf(d.ok("/v1.2/sheet/0/data/delete", one(t, "a0001"))["progress_id"])
	if task := d.ok("/v1.2/task/"+id, ""); task["status"] != "OK" {
		t.Errorf("the task is %v", task)
	}
}

func TestReasonsMayStandInMessage(t *testing.T) {
	d := open(t, Options{Size: 3, Variant: Variant{MessageOnly: true}})
	task := d.write("/v1.2/sheet/0/data/delete", one(t, "a9"))
	if task["status"] != "NG" || task["message"] != "data[0].member_code: 社員番号が存在しません。" || task["errors"] != nil {
		t.Errorf("the task is %v", task)
	}
}

// preset → task → get, with the document's own messages.
func TestPresetTaskGet(t *testing.T) {
	d := open(t, Options{Size: 40, JobTime: 40 * time.Second})
	id := preset(d, "1002")
	for _, step := range []struct {
		after          time.Duration
		state, message string
	}{
		{0, "WAITING", "処理の実行を待っています。"},
		{10 * time.Second, "RUNNING", "処理を実行しています。"},
		{30 * time.Second, "OK", "正常に処理が完了しました"},
	} {
		d.pass(step.after)
		if got := d.ok("/v1.1/sheet/1002/task/"+id, ""); got["status"] != step.state || got["message"] != step.message {
			t.Errorf("task: %v, want %s", got, step.state)
		}
		got := d.ok("/v1.1/sheet/1002/get/"+id, "")
		if step.state != "OK" && (got["status"] != step.state || got["message"] != step.message || got["data"] != nil) {
			t.Errorf("get: %v, want %s", got, step.state)
		}
		if step.state == "OK" && len(got.rows("data", "data")) != len(rowsOf(d, "1002")) {
			t.Errorf("get: %d rows", len(got.rows("data", "data")))
		}
	}
	got := d.ok("/v1.1/sheet/1002/get/"+id, "")
	first := got.rows("data", "data")[0]
	if got.at("data", "headers", "definition_63") != "会社名" || got.at("data", "headers", "member_kana") != "フリガナ" || first["member_kana"] == "" {
		t.Errorf("headers are %v, the first row %v", got.at("data", "headers"), first)
	}
}

// A preset reads the sheet when it ends; what changes later is not in it.
func TestPresetReadsOnce(t *testing.T) {
	d := open(t, Options{Size: 3})
	id := preset(d, "0")
	d.ok("/v1.2/sheet/0/data/delete", one(t, "a0003"))
	d.pass(defaultJobTime)
	if got := d.ok("/v1.2/sheet/0/get/"+id, "").rows("data", "data"); len(got) != 3 {
		t.Errorf("%d rows, want the 3 that were there when the preset ended", len(got))
	}
	if got := d.s.Members(); len(got) != 2 {
		t.Errorf("members are %v", got)
	}
}

func TestPresetKnowsItsSheet(t *testing.T) {
	d := open(t, Options{Size: 3, Course: func(Job) Course { return Course{} }})
	id := preset(d, "0")
	write := idOf(d.ok("/v1.2/sheet/0/data/update", data(t))["progress_id"])
	for path, reason := range map[string]string{
		"/v1.1/sheet/9/preset":        "sheet_idが存在しません。",
		"/v1.1/sheet/9/task/" + id:    "sheet_idが存在しません。",
		"/v1.1/sheet/x/get/" + id:     "sheet_idが存在しません。",
		"/v1.1/sheet/0/task/99":       "progress_idが存在しません。",
		"/v1.1/sheet/0/get/" + write:  "progress_idが存在しません。",
		"/v1.1/sheet/1001/task/" + id: "progress_idがsheet_idと合致しません。",
		"/v1.1/sheet/1001/get/" + id:  "progress_idがsheet_idと合致しません。",
	} {
		if got := d.ok(path, ""); got["status"] != "NG" || got["message"] != reason {
			t.Errorf("%s: %v, want %q", path, got, reason)
		}
	}
	d.refused("/v1.1/task/"+id, "", http.StatusBadRequest, "task_id")
}

func TestPresetCanCrash(t *testing.T) {
	d := open(t, Options{Size: 3, Course: func(Job) Course { return Course{Crash: true} }})
	id := preset(d, "0")
	if got := d.ok("/v1.1/sheet/0/get/"+id, ""); got["status"] != "ERROR" || got["message"] == "" {
		t.Errorf("get: %v", got)
	}
}

func TestReadVariants(t *testing.T) {
	d := open(t, Options{Size: 3, JobTime: -1, Variant: Variant{VData: true, SheetHeaders: true}})
	id := preset(d, "0")
	if got := d.ok("/v1.1/sheet/0/get/"+id, ""); len(got.rows("data", "vdata")) != 3 || got.at("data", "data") != nil {
		t.Errorf("VData: %v", got)
	}
	if got := d.ok("/v1.1/sheet/0", ""); got.at("headers", "definition_0") != "所属" || len(got.rows("data")) != 3 {
		t.Errorf("SheetHeaders: %v", got["headers"])
	}
}
