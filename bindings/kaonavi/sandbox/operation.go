package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// version is the one that the path begins with (§1, A).
const version = "v2.0"

// operation is one row of §12.
type operation struct {
	name   string // as scripts write it
	method string
	path   string   // below the version; {} stands for one id
	box    Box      // that must be ticked; none for the zero one
	query  []string // the parameters that it takes
	do     func(*Sandbox, *request) answer
	task   bool                                // it answers with a task_id and counts as an update (§3.1, B)
	plan   func(*work) (result any, do func()) // of what writes
}

// tokenOperation and linkOperation need no token.
const (
	tokenOperation = "token"
	linkOperation  = "download"
	unknown        = "unknown" // what requests for no operation are counted as
)

const (
	calcType = "get_calc_type" // §8.1
	since    = "updated_since" // §8.2, §8.3
)

// operations are the rows of §12, in its order.
func operations() []operation {
	return slices.Concat(layoutOperations(), memberOperations(), sheetOperations(), treeOperations(), userOperations(), settingOperations())
}

func layoutOperations() []operation {
	return []operation{
		{name: tokenOperation, method: http.MethodPost, path: "token", do: (*Sandbox).giveToken},
		{name: "layouts.members", method: http.MethodGet, path: "member_layouts", query: []string{calcType}, do: (*Sandbox).readMemberLayout},
		{name: "layouts.sheets", method: http.MethodGet, path: "sheet_layouts", query: []string{calcType}, do: (*Sandbox).readSheetLayouts},
		{name: "layouts.sheet", method: http.MethodGet, path: "sheet_layouts/{}", query: []string{calcType}, do: (*Sandbox).readSheetLayout},
	}
}

func memberOperations() []operation {
	read, update := Box{"members", Read}, Box{"members", Update}
	return []operation{
		{name: "members.list", method: http.MethodGet, path: "members", box: read, query: []string{since}, do: (*Sandbox).readMembers},
		{name: "members.create", method: http.MethodPost, path: "members", box: Box{"members", Create}, task: true, plan: planMembers(create)},
		{name: "members.replaceFields", method: http.MethodPut, path: "members", box: update, task: true, plan: planMembers(replace)},
		{name: "members.update", method: http.MethodPatch, path: "members", box: update, task: true, plan: planMembers(patch)},
		{name: "members.replaceAll", method: http.MethodPut, path: "members/overwrite", box: update, task: true, plan: planMembers(overwrite)},
		{name: "members.delete", method: http.MethodPost, path: "members/delete", box: Box{"members", Delete}, task: true, plan: planMemberDeletion},
		{name: "members.faceImages.list", method: http.MethodGet, path: "members/face_image", box: read, query: []string{since}, do: (*Sandbox).readFaces},
		{name: "members.faceImages.add", method: http.MethodPost, path: "members/face_image", box: update, task: true, plan: planFaces(create)},
		{name: "members.faceImages.update", method: http.MethodPatch, path: "members/face_image", box: update, task: true, plan: planFaces(patch)},
	}
}

func sheetOperations() []operation {
	read, update := Box{"sheets/{}", Read}, Box{"sheets/{}", Update}
	const file = "sheets/{}/custom_fields/{}/file"
	return []operation{
		{name: "sheet.list", method: http.MethodGet, path: "sheets/{}", box: read, query: []string{since}, do: (*Sandbox).readSheet},
		{name: "sheet.replaceAll", method: http.MethodPut, path: "sheets/{}", box: update, task: true, plan: planSheet(replace)},
		{name: "sheet.update", method: http.MethodPatch, path: "sheets/{}", box: update, task: true, plan: planSheet(patch)},
		{name: "sheet.add", method: http.MethodPost, path: "sheets/{}/add", box: update, task: true, plan: planSheet(create)},
		{name: "sheet.attachments.list", method: http.MethodGet, path: file, box: read, query: []string{since}, do: (*Sandbox).readFiles},
		{name: "sheet.attachments.add", method: http.MethodPost, path: file, box: update, task: true, plan: planFiles(create)},
		{name: "sheet.attachments.update", method: http.MethodPatch, path: file, box: update, task: true, plan: planFiles(patch)},
	}
}

func treeOperations() []operation {
	return []operation{
		{name: "departments.list", method: http.MethodGet, path: "departments", box: Box{"departments", Read}, do: (*Sandbox).readDepartments},
		{name: "departments.replaceAll", method: http.MethodPut, path: "departments", box: Box{"departments", Update}, task: true, plan: planDepartments},
	}
}

func userOperations() []operation {
	return []operation{
		{name: "users.list", method: http.MethodGet, path: "users", box: Box{"users", Read}, do: (*Sandbox).readUsers},
		{name: "users.create", method: http.MethodPost, path: "users", box: Box{"users", Create}, plan: planUserCreation},
		{name: "users.get", method: http.MethodGet, path: "users/{}", box: Box{"users", Read}, do: (*Sandbox).readUser},
		{name: "users.update", method: http.MethodPatch, path: "users/{}", box: Box{"users", Update}, plan: planUserUpdate},
		{name: "users.delete", method: http.MethodDelete, path: "users/{}", box: Box{"users", Delete}, plan: planUserDeletion},
		{name: "roles.list", method: http.MethodGet, path: "roles", box: Box{"roles", Read}, do: (*Sandbox).readRoles},
		{name: "advancedPermissions.list", method: http.MethodGet, path: "advanced_permissions/{}", box: Box{"advanced_permissions", Read}, do: (*Sandbox).readPermissions},
		{name: "advancedPermissions.replaceAll", method: http.MethodPut, path: "advanced_permissions/{}", box: Box{"advanced_permissions", Update}, task: true, plan: planPermissions},
	}
}

func settingOperations() []operation {
	return []operation{
		{name: "enumOptions.list", method: http.MethodGet, path: "enum_options", box: Box{"enum_options", Read}, do: (*Sandbox).readAllOptions},
		{name: "enumOptions.get", method: http.MethodGet, path: "enum_options/{}", box: Box{"enum_options", Read}, do: (*Sandbox).readOptions},
		{name: "enumOptions.replaceAll", method: http.MethodPut, path: "enum_options/{}", box: Box{"enum_options", Update}, task: true, plan: planOptions},
		{name: "webhooks.list", method: http.MethodGet, path: "webhook", box: Box{"webhook", Read}, do: (*Sandbox).readHooks},
		{name: "webhooks.create", method: http.MethodPost, path: "webhook", box: Box{"webhook", Create}, plan: planHookCreation},
		{name: "webhooks.update", method: http.MethodPatch, path: "webhook/{}", box: Box{"webhook", Update}, plan: planHookUpdate},
		{name: "webhooks.delete", method: http.MethodDelete, path: "webhook/{}", box: Box{"webhook", Delete}, plan: planHookDeletion},
		{name: "task", method: http.MethodGet, path: "tasks/{}", do: (*Sandbox).readTask},
	}
}

// Operations returns the names of all operations as Counts and faults know
// them, and "download", which is what a download link answers.
func Operations() []string {
	var names []string
	for _, o := range operations() {
		names = append(names, o.name)
	}
	return append(names, linkOperation)
}

// find returns the operation that r asks for and the ids of its path. Without
// one, allow names the verbs that the path has, "" when there is no such path.
func (s *Sandbox) find(r *http.Request) (found operation, ids []string, allow string) {
	if strings.HasPrefix(r.URL.Path, linkPath) {
		return operation{name: linkOperation, do: (*Sandbox).download}, nil, ""
	}
	rest, versioned := strings.CutPrefix(r.URL.Path, "/"+version+"/")
	var verbs []string
	for _, o := range s.operations {
		ids, fits := fits(o.path, rest)
		switch {
		case !versioned || !fits:
		case o.method == r.Method:
			return o, ids, ""
		default:
			verbs = append(verbs, o.method)
		}
	}
	return operation{}, nil, strings.Join(verbs, ", ")
}

// fits returns what stands in path for each {} of pattern.
func fits(pattern, path string) (ids []string, ok bool) {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, false
	}
	for i, part := range want {
		switch {
		case part == "{}" && have[i] != "":
			ids = append(ids, have[i])
		case part != have[i]:
			return nil, false
		}
	}
	return ids, true
}

// operation names the operation of r for faults.
func (s *Sandbox) operation(r *http.Request) string {
	o, _, _ := s.find(r)
	return cmp.Or(o.name, unknown)
}
