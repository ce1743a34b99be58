package kaonaviv1_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dandori/bindings/kaonaviv1/api"
	"dandori/bindings/kaonaviv1/sandbox"
	"dandori/bindings/simulator"
	"dandori/runtime/call"
)

// The client and the simulator were written apart from the same document. These tests hold them together.

// everything uses all that a version has.
func everything(version string) string {
	body := `
		const users = (await kaonaviV1.users.list().toArray()).map((u) => ({ ...u, password: "Abcd1234" }));
		await kaonaviV1.users.add([{ ...users[0], email: "new@example.jp" }]);
		await kaonaviV1.users.replaceAll(users, { remove: 1 });
		const departments = await kaonaviV1.departments.list().toArray();
		await kaonaviV1.departments.add([{ department_code1: "Z1", department_name1: "新設本部" }]);
		await kaonaviV1.departments.replaceAll(departments, { remove: 1 });
		const plain = ({ definition_10, ...row }) => row;
		const members = (await kaonaviV1.members.list().toArray()).map(plain);
		await kaonaviV1.members.add([{ member_code: "Z1", member_name: "新入 社員" }]);
		await kaonaviV1.members.replaceAll(members, { remove: 1 });
		const sheet = kaonaviV1.sheet(1001);
		const rows = await sheet.list().toArray();
		await sheet.replaceAll(rows);
		await sheet.list().headers();`
	if version >= api.V11 {
		body += `
		if ((await kaonaviV1.members.export()).data.length !== members.length) throw new Error("export");
		await sheet.export();`
	}
	if version >= api.V12 {
		body += `
		await sheet.update(rows.slice(0, 1));
		await sheet.clear([rows[0].member_code], { remove: 1 });
		await sheet.add(rows.slice(0, 1));
		await kaonaviV1.members.update(members.slice(0, 1));
		await kaonaviV1.members.add([{ member_code: "Z2", member_name: "新入 社員" }]);
		await kaonaviV1.members.delete(["Z2"], { remove: 1 });`
	}
	return body + `
		return 1`
}

func TestEveryFunctionInEveryVersion(t *testing.T) {
	for _, version := range []string{api.V10, api.V11, api.V12} {
		in(t, setup{version: version}, func(o *office) {
			before := o.state("members")
			o.want(everything(version), `1`)
			counts := o.box.Counts()
			for i, name := range sandbox.Operations() {
				has := api.Functions()[i].Since <= version
				if (counts.Requests[name] > 0) != has {
					t.Errorf("%s: function %d (%s) got %d requests", version, i+1, name, counts.Requests[name])
				}
			}
			if counts.Refused+counts.Crashed+counts.TooMany+counts.Requests["unknown"] != 0 {
				t.Errorf("%s: %+v", version, counts)
			}
			if after := o.state("members"); fmt.Sprint(after) != fmt.Sprint(before) {
				t.Errorf("%s: the members are %v, were %v", version, after, before)
			}
		})
	}
}

// The simulator's paths are the client's.
func TestFunctionsHaveTheSamePaths(t *testing.T) {
	var paths []string
	for _, f := range api.Functions() {
		path := strings.NewReplacer("/{sheet_id}", "", "/{progress_id}", "").Replace(f.Path)
		paths = append(paths, strings.ReplaceAll(strings.Trim(path, "/"), "/", "."))
	}
	if want := sandbox.Operations(); !slices.Equal(paths, want) {
		t.Errorf("the client knows %v,\nthe simulator %v", paths, want)
	}
}

func TestFieldsAreTheSame(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.want(`return [...new Set((await kaonaviV1.users.list().toArray()).flatMap((u) => Object.keys(u)))].sort().join(" ")`,
			`"created_at email is_active last_logined_at last_modified_at last_modified_by member_code name password password_locked password_modified_at role type use_secure use_smartphone"`)
		o.want(`return (await kaonaviV1.departments.list().toArray()).flatMap((d) => Object.keys(d)).every((k) => /^department_(code|name)[1-9]$|^leader_member_(code|name)$|^memo$/.test(k))`, `true`)
		o.want(`const rows = [...await kaonaviV1.members.list().toArray(), ...(await kaonaviV1.sheet(1001).export()).data];
			return rows.flatMap((r) => Object.keys(r)).every((k) => /^member_(code|name|kana)$|^definition_[0-9]+$|^last_modified_(by|at)$/.test(k))`, `true`)
	})
}

// Left to itself, the simulator refuses the 61st request of an hour: the limits of both sides are one.
func TestTheSimulatorCountsAsTheClientDoes(t *testing.T) {
	in(t, setup{limits: true}, func(o *office) {
		begun := time.Now()
		o.want(`for (let i = 0; i < 59; i++) await kaonaviV1.departments.list().toArray(); return 1`, `1`)
		if took := time.Since(begun); took > time.Minute {
			o.Errorf("59 requests and a token took %v: the client waits for nothing", took)
		}
		o.want(`await kaonaviV1.departments.list().toArray(); return 1`, `1`)
		if took := time.Since(begun); took < time.Hour {
			o.Errorf("the 61st request left after %v", took)
		}
		if n := o.box.Counts().TooMany; n != 0 {
			o.Errorf("%d answers of 429", n)
		}
	})
	in(t, setup{unlimited: true, limits: true}, func(o *office) {
		o.want(`for (let i = 0; i < 59; i++) await kaonaviV1.departments.list().toArray(); return 1`, `1`)
		if n := o.box.Counts().TooMany; n != 0 {
			o.Errorf("%d answers of 429 to the first %d requests", n, api.RequestsPerHour)
		}
		// Each try counts, too, so that waiting for seconds cannot help.
		o.fails(`await kaonaviV1.departments.list().toArray()`, "VendorError", "departments.list")
		if n := o.box.Counts().TooMany; n == 0 {
			o.Error("the 61st request was not refused")
		}
	})
}

// A day of writes: an hour's requests and tokens are never exceeded, and tokens renew by themselves.
func TestADayOfWork(t *testing.T) {
	in(t, setup{limits: true, box: sandbox.Options{JobTime: 20 * time.Second}}, func(o *office) {
		begun := time.Now()
		o.want(`for (let i = 0; i < 240; i++) await kaonaviV1.members.add([{ member_code: "Z" + i, member_name: "新入 社員" }]); return 1`, `1`)
		counts, hours := o.box.Counts(), time.Since(begun).Hours()
		if counts.TooMany != 0 || counts.Applied != 240 {
			o.Errorf("%+v", counts)
		}
		if got := float64(counts.Tokens); got > hours+2 {
			o.Errorf("%v tokens in %.1f hours", got, hours)
		}
		sent := 0
		for _, n := range counts.Requests {
			sent += n
		}
		if ideal := float64(sent) / api.RequestsPerHour; hours > ideal*1.05+1 {
			o.Errorf("%d requests took %.1f hours, could be %.1f", sent, hours, ideal)
		}
		t.Logf("240 writes: %d requests, %d tokens, %.1f hours", sent, counts.Tokens, hours)
	})
}

// Tokens that the vendor drops are renewed, five an hour and no more.
func TestTokensThatDie(t *testing.T) {
	in(t, setup{limits: true}, func(o *office) {
		begun := time.Now()
		for range 5 {
			o.want(`return (await kaonaviV1.members.list().toArray()).length`, `12`)
			o.box.KillTokens()
		}
		if took := time.Since(begun); took > time.Minute {
			o.Errorf("five tokens took %v", took)
		}
		o.want(`return (await kaonaviV1.members.list().toArray()).length`, `12`)
		if took := time.Since(begun); took < time.Hour {
			o.Errorf("the sixth token was asked for after %v", took)
		}
		if c := o.box.Counts(); c.Tokens != 6 || c.TooMany != 0 {
			o.Errorf("%+v", c)
		}
	})
}

// What was certainly refused is sent again; what may have been done is not, unless that changes nothing.
func TestWritesInTrouble(t *testing.T) {
	const (
		add    = `await kaonaviV1.members.add([{ member_code: "Z1", member_name: "新入 社員" }]); return 1`
		update = `await kaonaviV1.members.update([{ member_code: "a0001", member_name: "改姓 花子" }]); return 1`
	)
	for _, w := range []struct {
		fault, script string
		sent          int
		doubt         bool
	}{
		{"sheet.data.add:1=token-dies", add, 2, false},
		{"sheet.data.add:1=429", add, 2, false},
		{"sheet.data.add:1=reset-after", add, 1, true},
		{"sheet.data.add:1=500", add, 1, true},
		{"sheet.data.add:1=empty", add, 1, true},
		{"sheet.data.add:1=truncate", add, 1, true},
		{"sheet.data.add:1=html", add, 1, true},
		{"sheet.data.update:1=reset-after", update, 2, false},
		{"sheet.data.update:1=500-after", update, 2, false},
		{"sheet.data.update:1=cut", update, 2, false},
		{"sheet.data.update:1=truncate", update, 2, false}, // whole, but no answer
		{"task:1=cut", add, 1, false},
		{"task:1-2=503", add, 1, false},
	} {
		faults, err := simulator.ParseFaults(w.fault)
		if err != nil {
			t.Fatal(err)
		}
		in(t, setup{box: sandbox.Options{Faults: faults}}, func(o *office) {
			if w.doubt {
				o.fails(w.script, string(call.InDoubt), "it is not known whether members.")
			} else {
				o.want(w.script, `1`)
			}
			if n := len(o.writes()); n != w.sent {
				o.Errorf("%s: sent %d times, want %d", w.fault, n, w.sent)
			}
		})
	}
}

// Whoever loses sight of a task must not send it again.
func TestATaskOutOfSight(t *testing.T) {
	faults, err := simulator.ParseFaults("task:*=html")
	if err != nil {
		t.Fatal(err)
	}
	in(t, setup{box: sandbox.Options{Faults: faults}}, func(o *office) {
		f := o.fails(`await kaonaviV1.members.add([{ member_code: "Z1", member_name: "新入 社員" }])`, "ConnectionError")
		var e *call.Error
		if !errors.As(f.Err, &e) || !strings.Contains(e.Hint.En, `task("1")`) {
			o.Errorf("the error %v does not say that the task goes on", f)
		}
	})
}

// Ten tasks of 2 s, ten of 20 s, ten of 10 min in one run: what waiting costs in requests.
func TestWaitingForTasks(t *testing.T) {
	course := func(j sandbox.Job) sandbox.Course {
		return sandbox.Course{Run: []time.Duration{2 * time.Second, 20 * time.Second, 10 * time.Minute}[(j.Nth-1)/10]}
	}
	in(t, setup{box: sandbox.Options{Course: course}}, func(o *office) {
		last := 0
		for i := range 30 {
			begun := time.Now()
			o.want(fmt.Sprintf(`await kaonaviV1.members.update([{ member_code: "a0001", member_name: "氏名 %d" }]); return 1`, i), `1`)
			polls := o.box.Counts().Requests["task"] - last
			last += polls
			d := course(sandbox.Job{Nth: i + 1}).Run
			late := float64(time.Since(begun)-d) / float64(d)
			if polls > 6 || i%10 >= 3 && late > 0.15 {
				o.Errorf("task %d of %v: %d polls, %.0f %% late", i+1, d, polls, 100*late)
			}
		}
	})
}
