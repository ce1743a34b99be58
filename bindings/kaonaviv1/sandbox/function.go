package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// function is one row of the document's list of functions (section 2).
type function struct {
	name  string // its path with dots, without ids
	path  string // the path after the version
	since string // the first version that has it
	list  string // the key of the body that holds the rows; "" for reads
	do    func(*Sandbox, *request) answer
}

const (
	unknown = "unknown" // what requests for no function are counted as

	listConsumer    = "consumer"
	listUsers       = "users"
	listDepartments = "departments"
	listData        = "data"
)

// functions returns the list of functions in the document's order.
func functions(v Variant) []function {
	preset := "/sheet/{sheet_id}/preset"
	if v.PresetSlash {
		preset += "/"
	}
	return []function{
		{"get_token", "/get_token", "v1.0", listConsumer, (*Sandbox).giveToken},
		{"user", "/user", "v1.0", "", (*Sandbox).readUsers},
		{"user.overwrite", "/user/overwrite", "v1.0", listUsers, (*Sandbox).overwriteUsers},
		{"user.add", "/user/add", "v1.0", listUsers, (*Sandbox).addUsers},
		{"department", "/department", "v1.0", "", (*Sandbox).readDepartments},
		{"department.overwrite", "/department/overwrite", "v1.0", listDepartments, (*Sandbox).overwriteDepartments},
		{"department.add", "/department/add", "v1.0", listDepartments, (*Sandbox).addDepartments},
		{"sheet", "/sheet/{sheet_id}", "v1.0", "", (*Sandbox).readSheet},
		{"sheet.data.overwrite", "/sheet/{sheet_id}/data/overwrite", "v1.0", listData, (*Sandbox).overwriteSheet},
		{"sheet.data.add", "/sheet/{sheet_id}/data/add", "v1.0", listData, (*Sandbox).addToSheet},
		{"task", "/task/{task_id}", "v1.0", "", (*Sandbox).readTask},
		{"sheet.preset", preset, "v1.1", "", (*Sandbox).preset},
		{"sheet.task", "/sheet/{sheet_id}/task/{progress_id}", "v1.1", "", (*Sandbox).readPreset},
		{"sheet.get", "/sheet/{sheet_id}/get/{progress_id}", "v1.1", "", (*Sandbox).getPreset},
		{"sheet.data.update", "/sheet/{sheet_id}/data/update", "v1.2", listData, (*Sandbox).updateSheet},
		{"sheet.data.delete", "/sheet/{sheet_id}/data/delete", "v1.2", listData, (*Sandbox).deleteFromSheet},
	}
}

// Operations returns the names of the sixteen functions as Counts and faults
// know them: the path of the document with dots, without ids ("sheet.data.add").
func Operations() []string {
	var names []string
	for _, f := range functions(Variant{}) {
		names = append(names, f.name)
	}
	return names
}

// find returns the function that r asks for and the ids of its path, or the
// answer for what is not there.
func (s *Sandbox) find(r *http.Request) (function, map[string]string, *answer) {
	f, values, ok := s.match(r.URL.Path)
	switch {
	case !ok:
		a := errorsOf(http.StatusNotFound, "指定されたURIは存在しません。")
		return function{}, nil, &a
	case r.Method != http.MethodPost:
		a := errorsOf(http.StatusMethodNotAllowed, "HTTPメソッドはPOSTを指定してください。")
		return f, nil, &a
	}
	return f, values, nil
}

func (s *Sandbox) match(path string) (function, map[string]string, bool) {
	version, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if !slices.Contains([]string{"v1.0", "v1.1", "v1.2"}, version) {
		return function{}, nil, false
	}
	for _, f := range functions(s.options.Variant) {
		if values, ok := fits(f.path, "/"+rest); ok && f.since <= version {
			return f, values, true
		}
	}
	return function{}, nil, false
}

// fits returns what stands in path for the {names} of pattern.
func fits(pattern, path string) (map[string]string, bool) {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, false
	}
	values := map[string]string{}
	for i, part := range want {
		if strings.HasPrefix(part, "{") && have[i] != "" {
			values[strings.Trim(part, "{}")] = have[i]
		} else if part != have[i] {
			return nil, false
		}
	}
	return values, true
}

// operation names the operation of r for faults.
func (s *Sandbox) operation(r *http.Request) string {
	f, _, _ := s.match(r.URL.Path)
	return cmp.Or(f.name, unknown)
}
