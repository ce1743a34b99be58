package api

import (
	"net/http"

	"dandori/runtime/call"
)

// Sure says how sure the facts about an operation are.
type Sure string

// The marks, surest first; the package's comment explains them.
const (
	A Sure = "A"
	B Sure = "B"
	C Sure = "C"
	D Sure = "D"
)

// Kind says what the rows of an operation are.
type Kind uint8

// The kinds of rows.
const (
	None Kind = iota
	Layouts
	Members
	Faces   // face images, one a member
	Records // of a sheet: one row a member, with one or several records
	Files   // attachments: one row a member, with one record a file
	Departments
	Users
	Roles
	Permissions
	Options // choices of one field
	Webhooks
)

// Operation is one row of the table of operations: what a script can ask for.
type Operation struct {
	call.Operation
	Method string
	Path   string // below the version, with {sheet_id} and the like
	Kind   Kind
	// Task: it is answered with a task's id, and counts among the updates (3.1).
	Task bool
	// Removes: what it does not name, or what it names, is gone afterwards.
	Removes bool
	// Rehearses: it may be sent with Dry-Run: 1 (6). Nothing that removes is
	// ever rehearsed on the wire, and nothing but tasks: that users and webhooks heed the header, nobody says.
	Rehearses bool
	Sure      Sure
	Source    string // who says so, and since when they do
}

// UpdatesClass is the class of what the vendor calls 更新リクエスト: all that is answered with a task (3.1, B).
const UpdatesClass = "updates"

// The operations that the code names; the others go by their rows alone.
const (
	nameToken       = "token"
	nameTask        = "task"
	memberLayout    = "layouts.members"
	sheetLayout     = "layouts.sheet"
	replaceFields   = "members.replaceFields"
	replaceMembers  = "members.replaceAll"
	listMembers     = "members.list"
	createMembers   = "members.create"
	deleteMembers   = "members.delete"
	addFaces        = "members.faceImages.add"
	addRecords      = "sheet.add"
	updateRecords   = "sheet.update"
	addFiles        = "sheet.attachments.add"
	getOptions      = "enumOptions.get"
	listDepartments = "departments.list"
	listUsers       = "users.list"
	listRoles       = "roles.list"
	createUser      = "users.create"
	updateUser      = "users.update"
	deleteUser      = "users.delete"
	createWebhook   = "webhooks.create"
	updateWebhook   = "webhooks.update"
	deleteWebhook   = "webhooks.delete"
)

// Operations returns the table, the token first.
//
// Effects (design §3): what creates or appends, and every replacement of what
// it does not name, once. PATCH with values and what is deleted by key,
// repeatable: sent again it leaves the same. replaceFields blanks what is not
// sent, and nobody says whether that means members left out of the body, too: once.
func Operations() []Operation {
	return []Operation{
		direct(nameToken, call.Read, http.MethodPost, "/token", None).of(call.TokenClass).from(A, "official quick start 2021–2025; SDK, EXE, XJR"),

		read(memberLayout, "/member_layouts", Layouts).from(B, "SDK 2021-06, calculated 2025-04; TRO"),
		read("layouts.sheets", "/sheet_layouts", Layouts).from(B, "SDK 2021-06, calculated 2024-04; GAS"),
		read(sheetLayout, "/sheet_layouts/{sheet_id}", Layouts).from(B, "SDK 2021-11"),

		read(listMembers, "/members", Members).from(B, "SDK 2021-06; EXE, TRO, DJ; updated_since: MCP only (C)"),
		task(createMembers, call.Once, http.MethodPost, "/members", Members).rehearsed().from(B, "SDK 2021-06; GAS"),
		task("members.update", call.Repeatable, http.MethodPatch, "/members", Members).rehearsed().from(B, "SDK 2021-06; GAS"),
		task(replaceFields, call.Once, http.MethodPut, "/members", Members).from(B, "SDK 2021-06; what becomes of members left out: not found"),
		task(replaceMembers, call.Once, http.MethodPut, "/members/overwrite", Members).removing().from(B, "SDK 2022-10"),
		task(deleteMembers, call.Repeatable, http.MethodPost, "/members/delete", Members).removing().from(B, "SDK 2021-09"),
		read("members.faceImages.list", "/members/face_image", Faces).from(B, "SDK 2025-09"),
		task(addFaces, call.Once, http.MethodPost, "/members/face_image", Faces).rehearsed().from(B, "SDK 2025-01"),
		task("members.faceImages.update", call.Repeatable, http.MethodPatch, "/members/face_image", Faces).rehearsed().from(B, "SDK 2025-01"),

		read("sheet.list", "/sheets/{sheet_id}", Records).from(B, "SDK 2021-06; EXE, XJR, TRO, DJ; updated_since: MCP only (C)"),
		task(updateRecords, call.Repeatable, http.MethodPatch, "/sheets/{sheet_id}", Records).rehearsed().from(B, "SDK 2021-06; GAS, DJ"),
		task(addRecords, call.Once, http.MethodPost, "/sheets/{sheet_id}/add", Records).rehearsed().from(B, "SDK 2022-05; DJ"),
		task("sheet.replaceAll", call.Once, http.MethodPut, "/sheets/{sheet_id}", Records).removing().from(B, "SDK 2021-06"),
		read("sheet.attachments.list", filePath, Files).from(B, "SDK 2026-04"),
		task(addFiles, call.Once, http.MethodPost, filePath, Files).rehearsed().from(B, "SDK 2024-10"),
		task("sheet.attachments.update", call.Repeatable, http.MethodPatch, filePath, Files).rehearsed().from(B, "SDK 2024-10"),

		read(listDepartments, "/departments", Departments).from(B, "SDK 2021-06; TRO, MCP"),
		task("departments.replaceAll", call.Once, http.MethodPut, "/departments", Departments).removing().from(B, "SDK 2021-09"),

		read(listUsers, "/users", Users).from(B, "SDK 2021-06; TRO"),
		read("users.get", "/users/{user_id}", Users).from(B, "SDK 2021-06"),
		direct(createUser, call.Once, http.MethodPost, "/users", Users).from(B, "SDK 2021-06"),
		direct(updateUser, call.Repeatable, http.MethodPatch, "/users/{user_id}", Users).from(B, "SDK 2021-06; whether fields may be left out: not found"),
		direct(deleteUser, call.Repeatable, http.MethodDelete, "/users/{user_id}", Users).removing().from(B, "SDK 2021-06; 204: its fixture only (C)"),
		read(listRoles, "/roles", Roles).from(B, "SDK 2021-06; TRO"),

		read("advancedPermissions.list", "/advanced_permissions/{advanced_type}", Permissions).from(B, "SDK 2024-03"),
		task("advancedPermissions.replaceAll", call.Once, http.MethodPut, "/advanced_permissions/{advanced_type}", Permissions).removing().from(B, "SDK 2024-03"),

		read("enumOptions.list", "/enum_options", Options).from(B, "SDK 2021-11"),
		read(getOptions, "/enum_options/{custom_field_id}", Options).from(B, "SDK 2021-11"),
		task("enumOptions.replaceAll", call.Once, http.MethodPut, "/enum_options/{custom_field_id}", Options).removing().from(B, "SDK 2021-11"),

		read("webhooks.list", "/webhook", Webhooks).from(B, "SDK 2023-06; TRO"),
		direct(createWebhook, call.Once, http.MethodPost, "/webhook", Webhooks).from(B, "SDK 2023-06"),
		direct(updateWebhook, call.Repeatable, http.MethodPatch, "/webhook/{webhook_id}", Webhooks).from(B, "SDK 2023-06"),
		direct(deleteWebhook, call.Repeatable, http.MethodDelete, "/webhook/{webhook_id}", Webhooks).from(B, "SDK 2023-06; 204: its fixture only (C)"),

		read(nameTask, "/tasks/{task_id}", None).from(B, "SDK 2021-06; GAS"),
	}
}

const filePath = "/sheets/{sheet_id}/custom_fields/{custom_field_id}/file"

func direct(name string, effect call.Effect, method, path string, kind Kind) Operation {
	return Operation{Operation: call.Operation{Name: name, Effect: effect}, Method: method, Path: path, Kind: kind}
}

func read(name, path string, kind Kind) Operation {
	return direct(name, call.Read, http.MethodGet, path, kind)
}

func task(name string, effect call.Effect, method, path string, kind Kind) Operation {
	o := direct(name, effect, method, path, kind).of(UpdatesClass)
	o.Task = true
	return o
}

func (o Operation) of(class string) Operation            { o.Of = class; return o }
func (o Operation) removing() Operation                  { o.Removes = true; return o }
func (o Operation) rehearsed() Operation                 { o.Rehearses = true; return o }
func (o Operation) from(s Sure, source string) Operation { o.Sure, o.Source = s, source; return o }

// Lookup returns the operation of that name.
func Lookup(name string) (Operation, bool) {
	for _, o := range Operations() {
		if o.Name == name {
			return o, true
		}
	}
	return Operation{}, false
}

// replaces reports whether what the operation does not name goes.
func (o Operation) replaces() bool { return o.Task && o.Method == http.MethodPut }

// splits reports whether the operation may be sent in several requests: adds,
// PATCHes and deletes by key. A second part of a replacement would remove the first.
func (o Operation) splits() bool { return o.Task && !o.replaces() }

// reading is a request made for the operation that only reads: a look at its task.
func (o Operation) reading() call.Operation {
	return call.Operation{Name: o.Name, Effect: call.Read}
}
