package api

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"dandori/runtime/call"
)

func TestWhoWouldGo(t *testing.T) {
	for _, w := range []struct {
		op, now, next string
		count         int
		names         []string
	}{
		{"users.replaceAll", `[{"email":"A@x"},{"email":"b@x"}]`, `[{"email":"a@x"}]`, 1, []string{"b@x"}},
		{"departments.replaceAll",
			`[{"department_code1":"1"},{"department_code1":"1","department_code2":"2"},{"department_code1":"1","department_code2":"3"}]`,
			`[{"department_code1":"1","department_name1":"x"},{"department_code1":"9","department_name1":"y","department_code2":"2","department_name2":"moved"}]`, 1, []string{"3"}},
		{"members.replaceAll", `[{"member_code":"a"},{"member_code":"b"}]`, `[]`, 2, []string{"a", "b"}},
		// A blank row loses nothing; a member with two rows can lose one.
		{"sheet.replaceAll",
			`[{"member_code":"a","definition_1":"x"},{"member_code":"a","definition_1":"y"},{"member_code":"b","definition_1":""},{"member_code":"c","definition_1":"z"},{"member_code":"c","definition_1":"z"}]`,
			`[{"member_code":"a","definition_1":"x"}]`, 3, []string{"a", "c"}},
	} {
		o := op(t, w.op)
		gone, err := Absent(o, Table{Rows: []byte(w.now)}, rows(t, o, w.next))
		if err != nil || gone.Count != w.count {
			t.Errorf("%s: %+v, %v", w.op, gone, err)
		}
		equal(t, w.op, gone.Names, w.names)
	}
	if _, err := Absent(op(t, "members.replaceAll"), Table{Rows: []byte(`[1]`)}, nil); err == nil {
		t.Error("a list of no rows was compared")
	}
}

func TestTheGuardNamesWhoWouldGo(t *testing.T) {
	c := client(t, &server{}, V12)
	o := op(t, "members.delete")
	if err := c.Allow(o, Given([]string{"a", "b"}), 2); err != nil {
		t.Error(err)
	}
	e := asCall(t, c.Allow(o, Given([]string{"a0001", "a0002"}), 1), call.PermissionError)
	if !strings.Contains(e.Error(), "a0001, a0002") || !strings.Contains(e.Hint.En, "{ remove: 2 }") || e.Operation != "members.delete" {
		t.Errorf("%v (%v)", e, e.Hint)
	}
	var many []string
	for i := range 50 {
		many = append(many, fmt.Sprint("c", i))
	}
	if e = asCall(t, c.Allow(o, Given(many), 0), call.PermissionError); !strings.Contains(e.Text.En, "c19 (and 30 more)") {
		t.Error(e)
	}
}

// However the rows are chosen: what is gone and what is kept is what there was.
func TestAbsentCountsEveryRowOnce(t *testing.T) {
	o := op(t, "sheet.replaceAll")
	for seed := range uint64(200) {
		rnd := rand.New(rand.NewPCG(seed, 3))
		var now, next []string
		kept := map[int]int{}
		gone := 0
		for range rnd.IntN(40) {
			code := rnd.IntN(10)
			row := fmt.Sprintf(`{"member_code":"m%d","definition_1":"x"}`, code)
			now = append(now, row)
			if rnd.IntN(2) == 0 {
				next = append(next, row)
				kept[code]++
			} else {
				gone++
			}
		}
		rnd.Shuffle(len(next), func(i, j int) { next[i], next[j] = next[j], next[i] })
		got, err := Absent(o, Table{Rows: []byte("[" + strings.Join(now, ",") + "]")}, rows(t, o, "["+strings.Join(next, ",")+"]"))
		if err != nil || got.Count != gone {
			t.Errorf("seed %d: %d gone, want %d (%v)", seed, got.Count, gone, err)
		}
	}
}

func TestPagersHaveOnePage(t *testing.T) {
	s := &server{answers: map[string]string{"/sheet/4": sheetSample}}
	p := client(t, s, V12).Pager(op(t, "sheet.list"), "4")
	defer p.Close()
	a, err := p.Page(background, nil)
	p.Saw(a)
	if err != nil || a.Cursor != nil || a.Body[0] != '[' {
		t.Errorf("%s, %s, %v", a.Body, a.Cursor, err)
	}
}
