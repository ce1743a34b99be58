package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// §5: WAITING, RUNNING, OK; the data changes when it ends, not before.
func TestTasksTakeTheirTime(t *testing.T) {
	d := open(t, Options{})
	accepted := d.ok("PATCH members", people(`"code":"E1001","name":"新"`))
	path := fmt.Sprint("tasks/", accepted["task_id"])
	for _, want := range []string{stateWaiting, stateRunning, stateRunning, stateRunning} {
		task := d.get(path)
		if task["status"] != want || task["id"] != accepted["task_id"] || task["messages"] == nil {
			t.Errorf("%v, want %s", task, want)
		}
		if d.member("E1001")["name"] == "新" {
			t.Error("it is done before its end")
		}
		d.pass(500 * time.Millisecond)
	}
	if task := d.get(path); task["status"] != stateOK || d.member("E1001")["name"] != "新" {
		t.Errorf("%v", task)
	}
	for _, id := range []string{"0", "99", "x", "01"} {
		d.refused("GET tasks/"+id, "", http.StatusNotFound, "タスク")
	}
}

func TestTaskThatCrashes(t *testing.T) {
	d := open(t, Options{Course: func(j Job) Course { return Course{Crash: j.Operation == "members.update" && j.Nth == 2} }})
	d.done("PATCH members", people(`"code":"E1001","name":"一"`))
	d.unchanged("a crash", func() {
		if task := d.write("PATCH members", people(`"code":"E1001","name":"二"`)); task["status"] != stateError || task.texts("messages") == "" {
			t.Errorf("%v", task)
		}
	})
	if c := d.s.Counts(); c.Applied != 1 || c.Crashed != 1 || c.Writes != 2 {
		t.Errorf("%+v", c)
	}
}

// §5: accepted, and then the sheet, the member or the choice is gone.
func TestTaskFindsThatThingsHaveChanged(t *testing.T) {
	d := open(t, Options{Course: func(j Job) Course { return Course{Wait: time.Minute} }})
	wait := func(accepted reply, reason string) {
		t.Helper()
		d.pass(time.Minute)
		if task := d.get(fmt.Sprint("tasks/", accepted["task_id"])); task["status"] != stateNG || !strings.Contains(task.texts("messages"), reason) {
			t.Errorf("%v", task)
		}
	}
	sheet := d.ok("POST sheets/77/add", rowsOf("E1001", fields(idLicence, "簿記")))
	if !d.s.RemoveSheet(licenceSheet) || d.s.RemoveSheet(licenceSheet) {
		t.Error("the sheet was not there once")
	}
	wait(sheet, "シートが存在しません")
	gone := d.ok("POST members/delete", `{"codes":["E1002"]}`)
	late := d.ok("PATCH members", people(`"code":"E1002","name":"x"`))
	wait(late, "社員番号が存在しません")
	if task := d.get(fmt.Sprint("tasks/", gone["task_id"])); task["status"] != stateOK {
		t.Errorf("%v", task)
	}
}

// §4: statuses that nobody has told.
func TestOtherStatuses(t *testing.T) {
	d := open(t, Options{Variant: Variant{TaskStatus: 202, CreateStatus: 201, DeleteStatus: 200, NoMessages: true}})
	status, accepted := d.ask("PATCH members", people(`"code":"E1001"`))
	if status != http.StatusAccepted || accepted["task_id"] == nil {
		t.Errorf("%d %v", status, accepted)
	}
	d.pass(time.Minute)
	if task := d.get(fmt.Sprint("tasks/", accepted["task_id"])); task["status"] != stateOK || task["messages"] != nil {
		t.Errorf("%v", task)
	}
	status, made := d.ask("POST webhook", `{"url":"https://x.example.co.jp","events":["member_created"],"secret_token":"s"}`)
	if status != http.StatusCreated {
		t.Errorf("%d %v", status, made)
	}
	if status, raw := d.send("DELETE", fmt.Sprint("webhook/", made["id"]), ""); status != http.StatusOK || string(raw) != "{}" {
		t.Errorf("%d %s", status, raw)
	}
}

// §6: a rehearsal checks and changes nothing.
func TestDryRun(t *testing.T) {
	d := open(t, Options{})
	d.dry = "1"
	d.unchanged("a rehearsal", func() {
		d.done("PATCH members", people(`"code":"E1001","name":"新"`))
		d.done("PUT members/overwrite", `{"member_data":[]}`)
		if got := d.ok("POST users", `{"email":"x@example.co.jp","password":"p","role":{"id":3}}`); got["id"] == nil {
			t.Errorf("%v", got)
		}
		d.ok("PATCH users/2", `{"is_active":false}`)
		if status, _ := d.send("DELETE", "users/2", ""); status != http.StatusNoContent {
			t.Errorf("%d", status)
		}
		d.ok("PATCH webhook/1", `{"secret_token":"x"}`)
	})
	d.fails("PATCH members", people(`"code":"nobody"`), "存在しません")
	d.refused("PATCH members", people(`"name":"x"`), http.StatusBadRequest, "必須")
	if c := d.s.Counts(); c.Applied != 0 || c.Dry != 2 || c.Writes != 0 {
		t.Errorf("%+v", c)
	}
	d.dry = "0"
	d.done("PATCH members", people(`"code":"E1001","name":"新"`))
	d.dry = "yes"
	d.refused("PATCH members", people(`"code":"E1001","name":"x"`), http.StatusBadRequest, "Dry-Run")
}

func TestBareDryRun(t *testing.T) {
	d := open(t, Options{Variant: Variant{DryRunBare: true}})
	d.dry = "1"
	d.unchanged("a rehearsal", func() {
		if got := d.ok("PATCH members", people(`"code":"E1001","name":"新"`)); len(got) != 0 {
			t.Errorf("%v", got)
		}
	})
}
