package api

import (
	"net/url"
	"strings"
)

// The versions of the API (1.7). The token and functions 2–11 are in all of them.
const (
	V10 = "v1.0"
	V11 = "v1.1"
	V12 = "v1.2"
)

// What the document says of requests and tokens (1.3), each for a whole company.
const (
	RequestsPerHour = 60
	TokensPerHour   = 5
	TokenHours      = 1 // a token's life, should an answer not name one
)

// Function is one row of the document's list of functions (2).
type Function struct {
	Number int    // in the document: function 8 is described in 2.8
	Path   string // below the version, with {sheet_id} and {progress_id}
	Since  string // the first version that has it
}

// Functions returns all sixteen, in the document's order. All are POST.
func Functions() []Function {
	return []Function{
		{1, "/get_token", V10},
		{2, "/user", V10},
		{3, "/user/overwrite", V10},
		{4, "/user/add", V10},
		{5, "/department", V10},
		{6, "/department/overwrite", V10},
		{7, "/department/add", V10},
		{8, "/sheet/{sheet_id}", V10},
		{9, "/sheet/{sheet_id}/data/overwrite", V10},
		{10, "/sheet/{sheet_id}/data/add", V10},
		{11, "/task/{progress_id}", V10},
		{12, "/sheet/{sheet_id}/preset", V11}, // the list writes /preset/, 2.12 /preset: see Client.Preset
		{13, "/sheet/{sheet_id}/task/{progress_id}", V11},
		{14, "/sheet/{sheet_id}/get/{progress_id}", V11},
		{15, "/sheet/{sheet_id}/data/update", V12},
		{16, "/sheet/{sheet_id}/data/delete", V12},
	}
}

func function(number int) Function { return Functions()[number-1] }

// in reports whether version has f. Versions compare as text: there is no v1.10.
func (f Function) in(version string) bool { return version >= f.Since }

// fill returns the path with its ids.
func (f Function) fill(sheet, progress string) string {
	return strings.NewReplacer(
		"{sheet_id}", url.PathEscape(sheet),
		"{progress_id}", url.PathEscape(progress),
	).Replace(f.Path)
}
