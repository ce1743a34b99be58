package vm

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"

	"github.com/dop251/goja"
)

// seriesOf gives scripts series(parts, outcome): jobs of a second each, of which
// the last ends as outcome says.
func seriesOf(begun *int, ended *[]error) func(r *Runtime) {
	return func(r *Runtime) {
		_ = r.js.Set("series", r.Series("t.series", func(a *Args) (Begin, func(error)) {
			parts, outcome := int(a.Value(0).ToInteger()), a.Value(1).String()
			var part func(i int) Begin
			part = func(i int) Begin {
				return Begin{
					Call: call.Call{Kind: "t.series", Effect: call.Once},
					Work: func(context.Context) (call.Answer, error) {
						*begun++
						if outcome == "refused" {
							return call.Answer{}, call.New(call.VendorError, "no")
						}
						return JSONAnswer(i)
					},
					Job: func(call.Answer) Job {
						j := Job{Name: "t.series", ID: fmt.Sprint(i),
							Status: func(context.Context) (call.Answer, error) { return Status("running", []string{fmt.Sprint("part ", i)}) },
							Wait: func(ctx context.Context) (call.Answer, error) {
								if err := clock.Sleep(ctx, time.Second); err != nil {
									return call.Answer{}, err
								}
								if outcome == "ng" && i == parts-1 {
									return call.Answer{}, call.New(call.JobFailed, "no")
								}
								return JSONAnswer(outcome)
							},
							Value: r.FromJSON,
						}
						if i+1 < parts {
							j.Next = func() Begin { return part(i + 1) }
						}
						return j
					},
				}
			}
			return part(0), func(err error) { *ended = append(*ended, err) }
		}))
	}
}

func TestSeries(t *testing.T) {
	const pause = `const pause = (ms) => new Promise((go) => setTimeout(go, ms)); `
	for _, c := range []struct {
		body, want, name string
		begun            int
	}{
		{`return await series(3, "done")`, `"done"`, "", 3},
		{`const j = await series.start(3, "done"); return [j.id, await j.result(), await j.result()]`, `["0","done","done"]`, "", 3},
		// It goes on by itself, and tells how far it is.
		{pause + `const j = await series.start(3, "done"); const s = []; for (let i = 0; i < 3; i++) { await pause(i ? 1000 : 500); s.push((await j.status()).messages[0]) } return s`, `["part 0","part 1","part 2"]`, "", 3},
		{`const j = await series.start(2, "x"); try { await j.result({ timeout: "1500ms" }) } catch (e) { return e.name }`, `"TimeoutError"`, "", 2},
		{`try { await series(2, "ng") } catch (e) { return e.name }`, `"JobFailed"`, "", 2},
		{`const j = await series.start(2, "ng"); try { await j.result() } catch (e) { return e.name }`, `"JobFailed"`, "", 2},
		{`try { await series.start(2, "refused") } catch (e) { return e.name }`, `"VendorError"`, "", 1},
		// What nobody waits for is awaited, and fails the run.
		{`await series.start(3, "done"); return 1`, `1`, "", 3},
		{`await series.start(2, "ng"); return 1`, ``, "JobFailed", 2},
		{pause + `series(2, "ng"); await pause(5000); return 1`, ``, "JobFailed", 2},
	} {
		synctest.Test(t, func(t *testing.T) {
			begun, ended := 0, []error(nil)
			got, f := run(t, c.body, seriesOf(&begun, &ended))
			if got != c.want || (f != nil) != (c.name != "") || f != nil && f.Name != c.name || begun != c.begun {
				t.Errorf("%s:\n got %s (%v), %d begun", c.body, got, f, begun)
			}
			failed := (*call.Error)(nil)
			bad := f != nil || c.want == `"JobFailed"` || c.want == `"VendorError"`
			if len(ended) != 1 || errors.As(ended[0], &failed) != bad {
				t.Errorf("%s: it ended as %v", c.body, ended)
			}
		})
	}
}

// Item makes what scripts see of each item, by both ways to them.
func TestItemsAreMade(t *testing.T) {
	double := func(r *Runtime) {
		asked := 0
		_ = r.js.Set("l", r.Listing(Walk{
			Open: func() Pager { return &pagesOf{pages: []string{`[1,2]`, `[3]`}, asked: &asked} },
			Item: func(v goja.Value) goja.Value { return r.js.ToValue(2 * v.ToInteger()) },
		}))
	}
	got, f := run(t, `const pages = []; const it = l.pages()[Symbol.asyncIterator](); for (let r = await it.next(); !r.done; r = await it.next()) pages.push(r.value); return [await l.toArray(), pages]`, double)
	if f != nil || got != `[[2,4,6],[[2,4],[6]]]` {
		t.Errorf("%s %v", got, f)
	}
}
