package api

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"dandori/runtime/call"
)

func sized(s Sizes) func(*Config) { return func(c *Config) { c.Sizes = s } }

func TestBodies(t *testing.T) {
	c := newVendor(t).client()
	for name, want := range map[string]string{
		"members.update":         `{"member_data":[{"code":"E1"},{"code":"E2"}]}`,
		"departments.replaceAll": `{"department_data":[{"code":"E1","name":"x"},{"code":"E2","name":"x"}]}`,
	} {
		rows := `[{"code":"E1"},{"code":"E2"}]`
		if strings.Contains(want, "name") {
			rows = `[{"code":"E1","name":"x"},{"code":"E2","name":"x"}]`
		}
		if got := string(only(t, draft(t, c, name, Target{}, rows)).Body()); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	d := draft(t, c, addFaces, Target{}, `[{"code":"E1","base64_face_image":"`+gif+`"}]`)
	if got := string(only(t, d).Body()); got != `{"enable_trimming":true,"member_data":[{"code":"E1","base64_face_image":"`+gif+`"}]}` {
		t.Errorf("%s", got)
	}
	d.Trim(false)
	contains(t, string(only(t, d).Body()), `"enable_trimming":false`)
}

func TestPartsKeepTheLimits(t *testing.T) {
	faces := func(n int) string {
		var rows []string
		for i := range n {
			rows = append(rows, fmt.Sprintf(`{"code":"E%d","base64_face_image":"%s"}`, i, gif))
		}
		return "[" + strings.Join(rows, ",") + "]"
	}
	c := newVendor(t).client()
	if got := bounds(parts(t, draft(t, c, addFaces, Target{}, faces(250)))); !slices.Equal(got, []int{100, 200, 250}) {
		t.Errorf("images: cut at %v", got)
	}
	// Files count, not members: 3 + 3 + 3 under 7 is 6 and 3.
	c = newVendor(t).client(sized(Sizes{Files: 7}))
	var rows []string
	for i := range 3 {
		rows = append(rows, fmt.Sprintf(`{"code":"E%d","records":[{"file_name":"a.txt","base64_content":"eA=="},{"file_name":"b.txt","base64_content":"eA=="},{"file_name":"c.txt","base64_content":"eA=="}]}`, i))
	}
	if got := bounds(parts(t, draft(t, c, addFiles, target, "["+strings.Join(rows, ",")+"]"))); !slices.Equal(got, []int{2, 3}) {
		t.Errorf("files: cut at %v", got)
	}
	c = newVendor(t).client(sized(Sizes{Files: 2}))
	_, err := draft(t, c, addFiles, target, "["+rows[0]+"]").Parts()
	contains(t, asCall(t, err, call.PlainError).Error(), "row 0", "E0", "3 files")
	c = newVendor(t).client(sized(Sizes{Rows: 2}))
	if got := bounds(parts(t, draft(t, c, "members.update", Target{}, `[{"code":"1"},{"code":"2"},{"code":"3"}]`))); !slices.Equal(got, []int{2, 3}) {
		t.Errorf("rows: cut at %v", got)
	}
}

func bounds(parts []Part) []int {
	var all []int
	for _, p := range parts {
		_, last := p.Rows()
		all = append(all, last)
	}
	return all
}

// Over many seeds: all rows once, in order, each part under the size and as full as it may be.
func TestPartsProperty(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 1))
		size := 200 + rng.IntN(300)
		c := newVendorless(Sizes{Part: size})
		var rows []json.RawMessage
		for i := range rng.IntN(60) {
			rows = append(rows, json.RawMessage(fmt.Sprintf(`{"code":"E%d","name":"%s"}`, i, strings.Repeat("x", rng.IntN(100)))))
		}
		d, err := c.Draft(op(t, "members.update"), Target{}, given(rows))
		if err != nil {
			t.Fatal(err)
		}
		next, last := 0, 0
		all := parts(t, d)
		for i, p := range all {
			if p.first != next || p.Number != i+1 || p.Of != len(all) || len(p.Body()) > size || p.first == p.last {
				t.Fatalf("seed %d: part %+v, %d bytes of %d", seed, p, len(p.Body()), size)
			}
			if i > 0 && last+len(d.rows[p.first].raw)+1 <= size-1 {
				t.Fatalf("seed %d: part %d could have held one more", seed, i)
			}
			next, last = p.last, len(p.Body())
		}
		if next != len(rows) || d.Count() != len(all) {
			t.Fatalf("seed %d: %d of %d rows, %d requests counted", seed, next, len(rows), d.Count())
		}
	}
}

func newVendorless(s Sizes) *Client { return New(Config{Connection: "kaonavi", Sizes: s}) }

// A replacement is one request, an empty one too; or an error before anything is sent.
func TestAReplacementIsNeverSplit(t *testing.T) {
	rows := `[{"code":"1"},{"code":"2"},{"code":"3"}]`
	for _, name := range []string{replaceFields, replaceMembers} {
		c := newVendorless(Sizes{Rows: 1, Part: 20, Body: 100})
		if got := parts(t, draft(t, c, name, Target{}, rows)); len(got) != 1 {
			t.Errorf("%s: %d parts", name, len(got))
		}
		c = newVendorless(Sizes{Body: 50})
		d := draft(t, c, name, Target{}, rows)
		_, err := d.Parts()
		e := asCall(t, err, call.PlainError)
		contains(t, e.Error(), name, "cannot be split")
		if d.Count() != 0 {
			t.Errorf("%d requests", d.Count())
		}
	}
	c := newVendorless(Sizes{})
	for _, name := range []string{"sheet.replaceAll", replaceMembers, "departments.replaceAll", "advancedPermissions.replaceAll"} {
		if got := parts(t, draft(t, c, name, target, `[]`)); len(got) != 1 {
			t.Errorf("%s of nothing: %d parts", name, len(got))
		}
	}
	for _, name := range []string{"members.create", "sheet.add", "members.update"} {
		if got := parts(t, draft(t, c, name, target, `[]`)); len(got) != 0 {
			t.Errorf("%s of nothing: %d parts", name, len(got))
		}
	}
}

func TestARowThatFitsNowhere(t *testing.T) {
	c := newVendorless(Sizes{Body: 60})
	_, err := draft(t, c, "members.update", Target{}, `[{"code":"1"},{"code":"2","name":"`+strings.Repeat("秘", 30)+`"}]`).Parts()
	e := asCall(t, err, call.PlainError)
	contains(t, e.Error(), "row 1", "(2)")
	lacks(t, e.Error(), "秘")
}
