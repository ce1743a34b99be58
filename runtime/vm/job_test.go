package vm

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
)

// writes gives scripts write(seconds, outcome), whose job takes that long.
func writes(started *int) func(r *Runtime) {
	return func(r *Runtime) {
		_ = r.js.Set("write", r.Write("t.write", func(a *Args) Begin {
			seconds, outcome := a.Value(0).ToInteger(), a.Value(1).String()
			return Begin{
				Call: call.Call{Kind: "t.write", Effect: call.Once},
				Work: func(context.Context) (call.Answer, error) { *started++; return JSONAnswer("7") },
				Job: func(call.Answer) Job {
					return Job{Name: "t.write", ID: "7",
						Status: func(context.Context) (call.Answer, error) { return Status("running", nil) },
						Wait: func(ctx context.Context) (call.Answer, error) {
							if err := clock.Sleep(ctx, time.Duration(seconds)*time.Second); err != nil {
								return call.Answer{}, err
							}
							if outcome == "ng" {
								return call.Answer{}, &call.Error{Class: call.JobFailed, Text: call.New(call.PlainError, "no").Text, Job: "7", State: "ng", Messages: []string{"row 1"}}
							}
							return JSONAnswer(outcome)
						},
						Value: r.FromJSON,
					}
				},
			}
		}))
		_ = r.js.Set("JobFailed", r.Class(call.JobFailed))
	}
}

func TestWritesAndJobs(t *testing.T) {
	for body, want := range map[string]string{
		`return await write(5, "done")`: `"done"`,
		`const j = await write.start(5, "done"); return [j.id, await j.status(), await j.result()]`:                      `["7",{"state":"running","messages":[]},"done"]`,
		`try { await write(1, "ng") } catch (e) { return [e instanceof JobFailed, e.name, e.job, e.state, e.messages] }`: `[true,"JobFailed","7","ng",["row 1"]]`,
		`const j = await write.start(50, "x"); try { await j.result({ timeout: "2s" }) } catch (e) { return e.message }`: `"t.write: job 7 was not done within 2s"`,
		`await write.start(3, "x"); return 1`: `1`,
	} {
		synctest.Test(t, func(t *testing.T) {
			started := 0
			got, f := run(t, body, writes(&started))
			if f != nil || got != want || started != 1 {
				t.Errorf("%s:\n got %s (%v), started %d\nwant %s", body, got, f, started, want)
			}
		})
	}
}

// A job fails long after the line that is to blame has been left.
func TestAJobThatFailsSaysWhichLineBeganIt(t *testing.T) {
	for body, line := range map[string]int{
		"const a = 1;\nawait write(1, 'ng')":                                    2,
		"const j = await write.start(1, 'ng');\nreturn 1":                       1,
		"const j = await write.start(1, 'ng');\nconst a = 1;\nawait j.result()": 3,
	} {
		synctest.Test(t, func(t *testing.T) {
			started := 0
			_, f := run(t, body, writes(&started))
			_, first := run(t, "throw new Error('here')", writes(&started))
			if f == nil || f.Line-first.Line+1 != line {
				t.Errorf("%s: got %+v, want line %d", body, f, line)
			}
		})
	}
}

func TestAForgottenJobThatFailsFailsTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		started := 0
		_, f := run(t, `await write.start(3, "ng"); return 1`, writes(&started))
		if f == nil || f.Name != "JobFailed" {
			t.Fatalf("got %+v", f)
		}
	})
}

func TestTimers(t *testing.T) {
	for body, want := range map[string]string{
		`const s = []; setTimeout(() => s.push(2), 10); setTimeout(() => s.push(1), 5); setTimeout(() => s.push(3), 10); await new Promise(r => setTimeout(r, 10)); return s`: `[1,2,3]`,
		`let n = 0; await new Promise(r => { const t = setInterval(() => { if (++n == 3) { clearInterval(t); r() } }, 7) }); return n`:                                        `3`,
		`let n = 0; const t = setTimeout(() => n++, 5); clearTimeout(t); clearTimeout(t); clearTimeout(99); await new Promise(r => setTimeout(r, 9)); return n`:               `0`,
		`return await new Promise(r => setTimeout((a, b) => r(a + b), 1, 2, 3))`:                                                                                              `5`,
		`const s = AbortSignal.timeout(30); await new Promise(r => setTimeout(r, 40)); return s.aborted`:                                                                      `true`,
		`AbortSignal.timeout(1e9); return 1`:                                                       `1`,
		`setTimeout(() => {}, 1e9); return 1`:                                                      `1`,
		`const a = Date.now(); await new Promise(r => setTimeout(r, 2000)); return Date.now() - a`: `2000`,
	} {
		synctest.Test(t, func(t *testing.T) {
			if got, f := run(t, body, nil); f != nil || got != want {
				t.Errorf("%s: got %s, %v; want %s", body, got, f, want)
			}
		})
	}
	if _, f := run(t, `setTimeout("code", 1)`, nil); f == nil || !strings.Contains(f.Message, "callback must be a function") {
		t.Errorf("got %+v", f)
	}
}
