package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"dandori/bindings/kaonavi/sandbox"
	"dandori/runtime/plan"
	"dandori/runtime/quota"
	"dandori/runtime/transport"
)

// office is a simulated company, a client of it and dice.
type office struct {
	*testing.T
	*rand.Rand
	c       *Client
	company *sandbox.Sandbox
	members MemberLayout
	sheets  []SheetLayout
	dry     *View
	left    bool // somebody has left, and with them whatever named them
}

func openOffice(t *testing.T, seed uint64, v sandbox.Variant) *office {
	t.Helper()
	s := sandbox.New(sandbox.Options{Seed: seed, Size: 9, Limits: sandbox.Limits{Off: true}, JobTime: -1, Variant: v})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	base, _ := url.Parse(server.URL)
	key, secret := sandbox.Consumer()
	cred := Credentials{Connection: "kaonavi", BaseURL: base, Key: key, Secret: secret}
	door, err := transport.Open(transport.Config{
		Connection: "kaonavi", Vendor: Vendor, BaseURL: base,
		Token: &transport.TokenConfig{Header: TokenHeader, Fetch: cred.Fetch, Vault: quota.NewTokens()},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(door.Close)
	o := &office{
		T: t, Rand: rand.New(rand.NewPCG(seed, 5)), company: s, dry: NewView(true),
		c: New(Config{Connection: "kaonavi", BaseURL: base, Door: door}),
	}
	o.must(o.c.Get(background, op(t, memberLayout), Target{}, Query{Calculated: true}, &o.members))
	sheets, err := o.c.List(background, op(t, "layouts.sheets"), Target{}, Query{Calculated: true})
	o.must(err)
	o.sheets, err = Read[SheetLayout](sheets)
	o.must(err)
	return o
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) list(name string, at Target) []map[string]any {
	o.Helper()
	t, err := o.c.List(background, op(o, name), at, Query{})
	if name == getOptions {
		t, err = o.c.present(background, op(o, name), at)
	}
	o.must(err)
	rows, err := Read[map[string]any](t)
	o.must(err)
	for _, r := range rows {
		delete(r, "x_new_key")
	}
	return rows
}

func (o *office) codes(name string) []string {
	var out []string
	for _, r := range o.list(name, Target{}) {
		out = append(out, r["code"].(string))
	}
	return out
}

func (o *office) some(all []string) []string {
	out := slices.DeleteFunc(slices.Clone(all), func(string) bool { return o.IntN(2) == 0 })
	o.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func (o *office) one(all ...string) string { return all[o.IntN(len(all))] }

// value is one that the field takes, as scripts write it; nil clears.
func (o *office) value(f Field) any {
	if !f.Required && o.IntN(5) == 0 {
		return nil
	}
	switch {
	case f.Many():
		if some := o.some(f.Enum); len(some) > 0 || !f.Required {
			return some
		}
		return []string{f.Enum[0]}
	case f.Type == "enum":
		return o.one(f.Enum...)
	case f.TypeDetail == "year_month":
		return o.one("2025-04", "2024-10")
	case f.Type == "date":
		return o.one("2025-04-01", "2024-02-29")
	case f.Type == "number":
		return o.one("60", "75")
	}
	return o.one("甲", "乙", "丙")
}

// fields are values for some fields, the required ones among them; what shares its name goes by id.
func (o *office) fields(row map[string]any, all []Field) map[string]any {
	named, custom := map[string]any{}, []any{}
	for _, f := range all {
		if !f.Writable() || !f.Required && o.IntN(2) == 0 {
			continue
		}
		v := o.value(f)
		if unique(all, f.Name) {
			named[f.Name] = v
			continue
		}
		values := []any{""}
		if v != nil {
			values = []any{v}
		}
		custom = append(custom, map[string]any{"id": f.ID, "values": values})
	}
	row["fields"], row["custom_fields"] = named, custom
	return row
}

func unique(all []Field, name string) bool {
	n := 0
	for _, f := range all {
		if f.Name == name {
			n++
		}
	}
	return n == 1
}

func (o *office) member(code string) map[string]any {
	m := o.fields(map[string]any{"code": code}, o.members.CustomFields)
	departments := o.codes("departments.list")
	for key, v := range map[string]any{
		"name": o.one("甲", "乙"), "mail": code + "@x.example", "entered_date": o.one("2020-04-01", ""), "gender": o.one("男性", "女性", ""),
		"birthday": o.one("1990-01-31", ""), "department": map[string]any{"code": o.one(departments...)},
	} {
		if o.IntN(2) == 0 {
			m[key] = v
		}
	}
	if o.IntN(2) == 0 {
		subs := []any{}
		for _, code := range o.some(departments[:3]) {
			subs = append(subs, map[string]any{"code": code})
		}
		m["sub_departments"] = subs
	}
	return m
}

func (o *office) record(s SheetLayout) map[string]any {
	return o.fields(map[string]any{}, s.CustomFields)
}

func (o *office) memberRows(codes ...string) []any {
	var rows []any
	for _, code := range codes {
		rows = append(rows, o.member(code))
	}
	return rows
}

func (o *office) sheetRows(s SheetLayout, adds bool) []any {
	rows := []any{}
	for _, code := range o.some(o.codes(listMembers)) {
		records := []any{}
		for range 1 + o.IntN(2) {
			records = append(records, o.record(s))
		}
		if s.RecordType == Single {
			rows = append(rows, map[string]any{"code": code, "fields": records[0].(map[string]any)["fields"]})
			continue
		}
		if !adds && o.IntN(5) == 0 {
			records = []any{}
		}
		rows = append(rows, map[string]any{"code": code, "records": records})
	}
	return rows
}

// step is one write that the dice have made.
type step struct {
	op   string
	at   Target
	rows []any
	form *Form
}

func (o *office) step() step {
	members := o.codes(listMembers)
	s := o.sheets[o.IntN(len(o.sheets))]
	sheet := Target{Sheet: s.ID.String()}
	switch o.IntN(10) {
	case 0:
		return step{"members.update", Target{}, o.memberRows(o.some(members)...), o.members.Form()}
	case 1:
		return step{createMembers, Target{}, o.memberRows(fmt.Sprintf("N%d", o.IntN(1<<30))), o.members.Form()}
	case 2:
		return step{replaceFields, Target{}, o.memberRows(o.some(members)...), o.members.Form()}
	case 3:
		return step{replaceMembers, Target{}, o.memberRows(append(o.some(members), fmt.Sprintf("N%d", o.IntN(1<<30)))...), o.members.Form()}
	case 4:
		return step{updateRecords, sheet, o.sheetRows(s, false), s.Form()}
	case 5:
		if s.RecordType == Multiple {
			return step{addRecords, sheet, o.sheetRows(s, true), s.Form()}
		}
		return step{"sheet.replaceAll", sheet, o.sheetRows(s, true), s.Form()}
	case 6:
		return step{"sheet.replaceAll", sheet, o.sheetRows(s, true), s.Form()}
	case 7:
		return step{"departments.replaceAll", Target{}, o.tree(members), nil}
	case 8:
		return o.permissions(members)
	}
	return o.options()
}

// tree is the departments without some leaves, with a new one, renamed and with other leaders.
func (o *office) tree(members []string) []any {
	var rows []any
	parents := map[any]bool{}
	all := o.list(listDepartments, Target{})
	for _, d := range all {
		parents[d["parent_code"]] = true
	}
	for _, d := range all {
		if !parents[d["code"]] && o.IntN(4) == 0 {
			continue
		}
		if o.IntN(3) == 0 {
			d["name"], d["memo"] = o.one("甲部", "乙部"), o.one("", "m")
			d["leader_member_code"] = o.one(members...)
		}
		rows = append(rows, d)
	}
	return append(rows, map[string]any{"code": fmt.Sprintf("N%d", o.IntN(1<<30)), "name": "新", "parent_code": all[0]["code"], "order": 99})
}

func (o *office) permissions(members []string) step {
	kind, codes := ByMember, members
	if o.IntN(2) == 0 {
		kind, codes = ByDepartment, o.codes(listDepartments)
	}
	rows := []any{}
	for _, u := range o.list(listUsers, Target{}) {
		add := o.some(codes)
		if o.IntN(2) == 0 && len(add) > 1 {
			rows = append(rows, map[string]any{"user_id": u["id"], "add_codes": add[:1], "exclusion_codes": add[1:]})
		}
	}
	return step{"advancedPermissions.replaceAll", Target{Permission: kind}, rows, nil}
}

// options adds a choice and renames one, which nobody may take away while it is used.
func (o *office) options() step {
	fields := o.list("enumOptions.list", Target{})
	f := fields[o.IntN(len(fields))]
	rows := f["enum_option_data"].([]any)
	for _, r := range rows {
		delete(r.(map[string]any), "x_new_key")
	}
	first := rows[0].(map[string]any)
	first["name"] = first["name"].(string) + "改"
	rows = append(rows, map[string]any{"name": fmt.Sprintf("新%d", o.IntN(1<<30))})
	o.members, o.sheets = o.reread()
	return step{"enumOptions.replaceAll", Target{Field: fmt.Sprint(f["id"])}, rows, nil}
}

func (o *office) reread() (m MemberLayout, s []SheetLayout) {
	o.must(o.c.Get(background, op(o, memberLayout), Target{}, Query{Calculated: true}, &m))
	t, err := o.c.List(background, op(o, "layouts.sheets"), Target{}, Query{Calculated: true})
	o.must(err)
	s, err = Read[SheetLayout](t)
	o.must(err)
	return m, s
}

func (s step) draft(o *office) *Draft {
	o.Helper()
	var list []json.RawMessage
	for _, r := range s.rows {
		raw, err := json.Marshal(r)
		o.must(err)
		list = append(list, raw)
	}
	d, err := o.c.Draft(op(o, s.op), s.at, Rows{Argument: "rows", Items: list, Form: s.form})
	o.must(err)
	return d
}

// flat is a row as paths and values, without blanks, whether a list or a change has it.
func flat(row map[string]any, all []Field) map[string]string {
	out := map[string]string{}
	names := map[string]string{}
	for _, f := range all {
		names[f.ID.String()] = f.ID.String()
		if !f.Writable() {
			names[f.ID.String()] = ""
		}
		if unique(all, f.Name) {
			names[f.Name] = f.ID.String()
		}
	}
	put := func(path string, v any) {
		if list, many := v.([]any); many {
			var texts []string
			for _, x := range list {
				if m, is := x.(map[string]any); is {
					x = m["code"]
				}
				if x != "" {
					texts = append(texts, fmt.Sprint(x))
				}
			}
			slices.Sort(texts)
			v = strings.Join(texts, "|")
		}
		if m, is := v.(map[string]any); is {
			v = cmp.Or(m["code"], m["id"])
		}
		if v != nil && v != "" {
			out[path] = fmt.Sprint(v)
		}
	}
	for key, v := range row {
		switch key {
		case "fields":
			for name, v := range v.(map[string]any) {
				put("#"+names[name], v)
			}
		case "custom_fields":
			for _, v := range v.([]any) {
				m := v.(map[string]any)
				put("#"+names[fmt.Sprint(m["id"])], m["values"])
			}
		case "records":
			for i, r := range v.([]any) {
				for path, v := range flat(r.(map[string]any), all) {
					out[fmt.Sprintf("%d%s", i, path)] = v
				}
			}
		case "age", "years_of_service", "face_image", "download_url", "last_login_at", "updated_at", "created_at", "id", "x_new_key":
		default:
			put(key, v)
		}
	}
	delete(out, "#")
	for i := range 9 {
		delete(out, fmt.Sprintf("%d#", i))
	}
	return out
}

// state is what a list shows, by key.
func (o *office) state(s step, key string, fields []Field) map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, r := range o.list(op(o, s.op).Reads().Name, s.at) {
		f := flat(r, fields)
		if s.form != nil && s.form.single { // its one record is the row's own
			for path, v := range maps.Clone(f) {
				if p, is := strings.CutPrefix(path, "0#"); is {
					delete(f, path)
					f["#"+p] = v
				}
			}
		}
		if s.op == "departments.replaceAll" || s.op == "advancedPermissions.replaceAll" || s.op == "enumOptions.replaceAll" || len(f) > 1 {
			out[f[key]] = f
		}
	}
	return out
}

// applied is what the changes make of a state. What was must be what they say.
func (o *office) applied(s step, before map[string]map[string]string, changes []plan.Change, fields []Field) map[string]map[string]string {
	out := maps.Clone(before)
	for _, c := range changes {
		was, now := o.flatten(c.Was, fields), o.flatten(c.Now, fields)
		if len(was) == 1 && s.at.Sheet != "" && len(before[c.Key]) == 0 {
			was = nil // there is a file only
			c.Was = nil
		}
		for path, v := range was {
			if before[c.Key][path] != v {
				o.Errorf("%s: %s was %q, the plan says %q", c.Key, path, before[c.Key][path], v)
			}
		}
		if c.Action() == plan.Remove {
			if _, there := out[c.Key]; !there {
				o.Errorf("%s is removed and was not there", c.Key)
			}
			delete(out, c.Key)
			continue
		}
		row := maps.Clone(out[c.Key])
		if row == nil {
			row = map[string]string{}
		}
		if (c.Action() == plan.Add) != (len(out[c.Key]) == 0) {
			o.Errorf("%s: %s, and there was %v", c.Key, c.Action(), out[c.Key])
		}
		for path := range was {
			delete(row, path)
		}
		maps.Copy(row, now)
		delete(out, c.Key)
		out[cmp.Or(now["name"], c.Key)] = row
		if s.op != "enumOptions.replaceAll" {
			delete(out, cmp.Or(now["name"], c.Key))
			out[c.Key] = row
		}
	}
	return out
}

func (o *office) flatten(raw json.RawMessage, fields []Field) map[string]string {
	var row map[string]any
	if len(raw) > 0 {
		o.must(json.Unmarshal(raw, &row))
	}
	return flat(row, fields)
}

// What a plan says before a write is what the vendor shows afterwards, whatever
// is written; the same write has nothing to change then. A dry run, which sees
// only what it read at first and what it would have done, says the same.
func TestPlansAreWhatHappens(t *testing.T) {
	for seed := range uint64(16) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			o := openOffice(t, seed, sandbox.Variant{AllFields: seed%3 == 1, NewFields: seed%4 == 1, RowTimes: seed%2 == 1})
			for range 8 {
				o.members, o.sheets = o.reread()
				o.play(o.step())
				if t.Failed() {
					return
				}
			}
		})
	}
}

func (o *office) play(s step) {
	o.Helper()
	fields, key := o.members.CustomFields, "code"
	for _, sheet := range o.sheets {
		if sheet.ID.String() == s.at.Sheet {
			fields = sheet.CustomFields
		}
	}
	switch s.op {
	case "advancedPermissions.replaceAll":
		key = "user_id"
	case "enumOptions.replaceAll":
		key = "name"
	}
	d, before := s.draft(o), o.state(s, key, fields)
	maps.DeleteFunc(before, func(_ string, r map[string]string) bool { return key == "user_id" && len(r) < 2 })
	live, err := o.c.Look(background, d, nil)
	o.must(err)
	dry, err := o.c.Look(background, d, o.dry)
	o.must(err)
	o.left = o.left || s.op == replaceMembers
	if names := slices.Contains([]Kind{Departments, Permissions}, d.op.Kind); !(names && o.left) && !sameChanges(live.Write.Changes, dry.Write.Changes) {
		o.Errorf("%s: live %q\ndry %q", s.op, told(live.Write.Changes), told(dry.Write.Changes))
	}
	if live.Write.Present != len(o.list(op(o, s.op).Reads().Name, s.at)) {
		o.Errorf("%s: %d present", s.op, live.Write.Present)
	}
	o.must(o.c.Run(background, &hasty{}, d, nil))
	if s.op == "enumOptions.replaceAll" || s.op == "departments.replaceAll" {
		o.dry = NewView(true) // what follows in other lists is the vendor's to know
	}
	after := o.state(s, key, fields)
	maps.DeleteFunc(after, func(_ string, r map[string]string) bool { return key == "user_id" && len(r) < 2 })
	got := o.applied(s, before, live.Write.Changes, fields)
	maps.DeleteFunc(got, func(_ string, r map[string]string) bool { return s.at.Sheet != "" && len(r) < 2 }) // there is a file only
	if !reflect.DeepEqual(got, after) {
		o.Errorf("%s: %q\n made %v\n want %v", s.op, told(live.Write.Changes), got, after)
	}
	if slices.Contains([]string{createMembers, addRecords, "enumOptions.replaceAll"}, s.op) {
		return
	}
	if again, err := o.c.Look(background, d, nil); err != nil || len(again.Write.Changes) > 0 {
		o.Errorf("%s again: %q, %v", s.op, told(again.Write.Changes), err)
	}
}

func sameChanges(a, b []plan.Change) bool {
	sorted := func(all []plan.Change) []plan.Change { // a vendor's list has its own order
		return slices.SortedFunc(slices.Values(all), func(x, y plan.Change) int { return cmp.Compare(x.Key, y.Key) })
	}
	return slices.EqualFunc(sorted(a), sorted(b), func(x, y plan.Change) bool {
		return x.Key == y.Key && bytes.Equal(x.Was, y.Was) && bytes.Equal(x.Now, y.Now)
	})
}
