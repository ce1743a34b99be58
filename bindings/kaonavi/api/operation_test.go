package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"dandori/runtime/call"
)

// The sheet's table of operations (12): resource, then method by method; * counts among the updates.
const glance = `
/token                                              POST
/member_layouts                                     GET
/sheet_layouts                                      GET
/sheet_layouts/{sheet_id}                           GET
/members                                            GET POST* PUT* PATCH*
/members/overwrite                                  PUT*
/members/delete                                     POST*
/members/face_image                                 GET POST* PATCH*
/sheets/{sheet_id}                                  GET PUT* PATCH*
/sheets/{sheet_id}/add                              POST*
/sheets/{sheet_id}/custom_fields/{custom_field_id}/file GET POST* PATCH*
/departments                                        GET PUT*
/users                                              GET POST
/users/{user_id}                                    GET PATCH DELETE
/roles                                              GET
/advanced_permissions/{advanced_type}               GET PUT*
/enum_options                                       GET
/enum_options/{custom_field_id}                     GET PUT*
/webhook                                            GET POST
/webhook/{webhook_id}                               PATCH DELETE
/tasks/{task_id}                                    GET
`

func TestTheTableIsTheSheets(t *testing.T) {
	var want []string
	for line := range strings.Lines(strings.TrimSpace(glance)) {
		fields := strings.Fields(line)
		for _, method := range fields[1:] {
			want = append(want, method+" "+fields[0])
		}
	}
	var got []string
	for _, o := range Operations() {
		star := ""
		if o.Task {
			star = "*"
		}
		got = append(got, o.Method+star+" "+o.Path)
	}
	slices.Sort(want)
	slices.Sort(got)
	if len(got) != 38 || !slices.Equal(got, want) {
		t.Errorf("%d operations:\n%s\nwant\n%s", len(got), strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// The rules of effects (design §3) hold for every row.
func TestEffects(t *testing.T) {
	names := map[string]bool{}
	for _, o := range Operations() {
		if names[o.Name] || o.Source == "" || o.Sure == "" || (o.Of == UpdatesClass) != o.Task {
			t.Errorf("%+v", o)
		}
		names[o.Name] = true
		want := map[string]call.Effect{
			http.MethodGet: call.Read, http.MethodPatch: call.Repeatable, http.MethodDelete: call.Repeatable,
			http.MethodPost: call.Once, http.MethodPut: call.Once,
		}[o.Method]
		switch o.Name {
		case "token":
			want = call.Read
		case "members.delete":
			want = call.Repeatable
		}
		if o.Effect != want {
			t.Errorf("%s is %s, want %s", o.Name, o.Effect, want)
		}
		if o.Rehearses && (o.Removes || !o.Task || o.Effect == call.Read) {
			t.Errorf("%s may be rehearsed", o.Name)
		}
		if o.replaces() && o.Name != "members.replaceFields" && !o.Removes {
			t.Errorf("%s replaces and removes nothing", o.Name)
		}
		if o.Effect != call.Read && o.Name != "token" && WhereToLook(o.Name).IsZero() {
			t.Errorf("nobody says where to look for %s", o.Name)
		}
	}
	if !WhereToLook("members.list").IsZero() || !WhereToLook("nothing").IsZero() {
		t.Error("a read was made somewhere")
	}
}

// target is one for every path.
var target = Target{Sheet: "77", Field: "501", Permission: ByMember, ID: "9"}

// Each of the 37 goes where the table says, is sent on its own behalf, and reads its answer.
func TestEveryOperationReachesItsPath(t *testing.T) {
	rows := map[Kind]string{
		Members: `{"code":"E1"}`, Faces: `{"code":"E1","base64_face_image":"` + gif + `"}`, Records: `{"code":"E1","records":[{"custom_fields":[{"id":880,"values":["x"]}]}]}`,
		Files:       `{"code":"E1","records":[{"file_name":"a.pdf","base64_content":"eA=="}]}`,
		Departments: `{"code":"D1","name":"x"}`, Permissions: `{"user_id":1,"add_codes":["E1"],"exclusion_codes":[]}`, Options: `{"name":"x"}`,
	}
	path := strings.NewReplacer("{sheet_id}", "77", "{custom_field_id}", "501", "{advanced_type}", "member", "{user_id}", "9", "{webhook_id}", "9", "{task_id}", "9")
	count := 0
	for _, o := range Operations() {
		if o.Name == nameToken {
			continue
		}
		count++
		t.Run(o.Name, func(t *testing.T) {
			v := newVendor(t)
			var saw call.Operation
			c := v.client(func(c *Config) { c.Door = spy{c.Door, &saw} })
			what := o.Method + " " + path.Replace(o.Path)
			err := reach(t, v, c, o, what, rows[o.Kind])
			if err != nil {
				t.Fatal(err)
			}
			if got := v.whats(); len(got) != 1 || got[0] != what {
				t.Errorf("sent %v, want %s", got, what)
			}
			if saw.Name != o.Name || saw.Effect != o.Effect || o.Task && saw.Of != UpdatesClass {
				t.Errorf("sent as %+v", saw)
			}
		})
	}
	if count != 37 {
		t.Errorf("%d operations", count)
	}
}

// reach calls the one method for o's shape.
func reach(t *testing.T, v *vendor, c *Client, o Operation, what, row string) error {
	switch {
	case o.Name == nameTask:
		v.on(what, `{"id":9,"status":"OK","messages":[]}`)
		_, err := c.Task(background, o, "9")
		return err
	case o.Name == deleteMembers:
		v.on(what, `{"task_id":1}`)
		d, err := c.Codes(o, "codes", []string{"E1"})
		if err != nil {
			return err
		}
		_, err = c.Send(background, only(t, d))
		return err
	case o.Task:
		v.on(what, `{"task_id":1}`)
		_, err := c.Send(background, only(t, draft(t, c, o.Name, target, "["+row+"]")))
		return err
	case o.Method == http.MethodDelete:
		v.on(what, `204 `)
		return c.Delete(background, o, "9")
	case o.Effect != call.Read:
		v.on(what, `201 {"id":9}`)
		a, err := c.Account(o, target, "it", json.RawMessage(`{"email":"a@example.com","url":"https://x","events":["member_created"]}`))
		if err != nil {
			return err
		}
		_, err = c.Save(background, a)
		return err
	case slices.Contains([]string{memberLayout, sheetLayout, "users.get", getOptions}, o.Name):
		v.on(what, `{"id":9}`)
		var raw json.RawMessage
		return c.Get(background, o, target, Query{}, &raw)
	default:
		v.on(what, `{"`+o.list()+`":[]}`)
		_, err := c.List(background, o, target, Query{})
		return err
	}
}

type spy struct {
	Door
	saw *call.Operation
}

func (s spy) Do(req *http.Request, op call.Operation, consume func(*http.Response) error) error {
	*s.saw = op
	return s.Door.Do(req, op, consume)
}

func TestPathsKeepTheirSegments(t *testing.T) {
	for id, want := range map[string]string{"a/b": "/users/a%2Fb", "..": "/users/%2E%2E", "9?x=1": "/users/9%3Fx=1", "a.b": "/users/a.b"} {
		got, err := (Target{ID: id}).fill(op(t, "users.get"))
		if err != nil || got != want {
			t.Errorf("%q: %q, %v", id, got, err)
		}
	}
	_, err := (Target{}).fill(op(t, "sheet.list"))
	contains(t, asCall(t, err, call.Fault).Error(), "sheet_id")
}

func TestReads(t *testing.T) {
	for name, want := range map[string]string{
		"members.update": "members.list", "members.replaceAll": "members.list", "sheet.add": "sheet.list", "users.delete": "users.list",
		"members.faceImages.add": "members.faceImages.list", "sheet.attachments.update": "sheet.attachments.list",
		"enumOptions.replaceAll": "enumOptions.get", "webhooks.create": "webhooks.list", "departments.replaceAll": "departments.list",
	} {
		if got := op(t, name).Reads(); got.Name != want || got.Effect != call.Read {
			t.Errorf("%s is read by %s", name, got.Name)
		}
	}
}

func TestARequestEndsWithItsCaller(t *testing.T) {
	ctx, cancel := context.WithCancel(background)
	cancel()
	if _, err := newVendor(t).client().List(ctx, op(t, "roles.list"), Target{}, Query{}); err == nil {
		t.Error("no error")
	}
}
