package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// since is the document's list of functions, typed from it once more.
var since = []struct{ path, first string }{
	{"/get_token", "v1.0"}, {"/user", "v1.0"}, {"/user/overwrite", "v1.0"}, {"/user/add", "v1.0"},
	{"/department", "v1.0"}, {"/department/overwrite", "v1.0"}, {"/department/add", "v1.0"},
	{"/sheet/0", "v1.0"}, {"/sheet/0/data/overwrite", "v1.0"}, {"/sheet/0/data/add", "v1.0"}, {"/task/1", "v1.0"},
	{"/sheet/0/preset", "v1.1"}, {"/sheet/0/task/1", "v1.1"}, {"/sheet/0/get/1", "v1.1"},
	{"/sheet/0/data/update", "v1.2"}, {"/sheet/0/data/delete", "v1.2"},
}

func TestEachVersionHasItsFunctions(t *testing.T) {
	d := open(t, Options{Size: 1})
	for i, f := range since {
		for _, version := range []string{"v1.0", "v1.1", "v1.2"} {
			status, _ := d.post("/"+version+f.path, `{}`)
			if there := status != http.StatusNotFound; there != (f.first <= version) {
				t.Errorf("function %d %s in %s: status %d", i+1, f.path, version, status)
			}
			if got, _ := d.send(http.MethodGet, "/"+version+f.path, ""); got != http.StatusMethodNotAllowed && f.first <= version {
				t.Errorf("GET %s in %s: status %d", f.path, version, got)
			}
		}
	}
}

func TestOperationsAreTheSixteenFunctions(t *testing.T) {
	d := open(t, Options{Size: 1})
	for _, f := range since {
		d.post("/v1.2"+f.path, `{}`)
	}
	counts := d.s.Counts().Requests
	names := Operations()
	if len(names) != 16 || len(counts) != 16 {
		t.Errorf("%d operations, %d counted: %v", len(names), len(counts), counts)
	}
	for i, name := range names {
		if counts[name] == 0 {
			t.Errorf("no request counted for %s", name)
		}
		path := slices.DeleteFunc(strings.Split(since[i].path, "/"), func(part string) bool { return part == "" || part == "0" || part == "1" })
		if strings.Join(path, ".") != name {
			t.Errorf("function %d is named %s, its path is %s", i+1, name, since[i].path)
		}
	}
}

func TestOtherPathsAreNotThere(t *testing.T) {
	d := open(t, Options{Size: 1})
	for _, path := range []string{
		"/", "/user", "/v1.3/user", "/v2.0/user", "/v1.2/user/", "/v1.2/sheet", "/v1.2/sheet/", "/v1.2/sheet/0/",
		"/v1.2/sheet/0/data", "/v1.2/task/", "/v1.2/sheet/0/preset/", "/v1.2//user", "/v1.2/user/delete",
	} {
		d.refused(path, `{}`, http.StatusNotFound, "URI")
	}
}

func TestPresetHasOneOfTwoPaths(t *testing.T) {
	d := open(t, Options{Size: 1, Variant: Variant{PresetSlash: true}})
	d.ok("/v1.1/sheet/0/preset/", `{}`)
	d.refused("/v1.1/sheet/0/preset", `{}`, http.StatusNotFound, "URI")
}

func TestBodiesAreReadStrictly(t *testing.T) {
	d := open(t, Options{Size: 2})
	for body, reason := range map[string]string{
		`{"data":[`:                        "JSON",
		`[]`:                               "JSON",
		`null`:                             "JSON",
		`{"data":[]} {}`:                   "JSON",
		`{"data":[]},`:                     "JSON",
		``:                                 "data: 配列",
		`{}`:                               "data: 配列",
		`{"data":{}}`:                      "data: 配列",
		`{"data":null}`:                    "data: 配列",
		`{"data":["a0001"]}`:               "data[0]: オブジェクト",
		`{"data":[{"member_code":"a"},1]}`: "data[1]: オブジェクト",
		`{"users":[]}`:                     "users: 使用できない",
		`{"data":[],"dry_run":1}`:          "dry_run: 使用できない",
		`{"data":[],"dryrun":2}`:           "dryrun:",
		`{"data":[],"dryrun":true}`:        "dryrun:",
	} {
		d.refused("/v1.2/sheet/1001/data/update", body, http.StatusBadRequest, reason)
	}
	d.refused("/v1.2/sheet/1001/data/update?dryrun=yes", `{"data":[]}`, http.StatusBadRequest, "dryrun:")
	d.refused("/v1.2/user?page=2", ``, http.StatusBadRequest, "page:")
	d.refused("/v1.2/user", `{"users":[]}`, http.StatusBadRequest, "users:")
	if len(d.s.jobs.All()) != 0 {
		t.Errorf("%d tasks were made of refused requests", len(d.s.jobs.All()))
	}
}

func TestBodyMustSayThatItIsJSON(t *testing.T) {
	d := open(t, Options{Size: 1})
	r, _ := http.NewRequest(http.MethodPost, d.url+"/v1.2/user", strings.NewReader(`{}`))
	r.Header.Set("X-KAONAVI-TOKEN", d.token)
	r.Header.Set("Content-Type", "text/plain")
	answer, err := d.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusBadRequest {
		t.Errorf("status %d for a body of text/plain", answer.StatusCode)
	}
}

// With ErrorStatus 200 what is wrong stands in the body alone.
func TestErrorStatusIsAnOption(t *testing.T) {
	d := open(t, Options{Size: 1, ErrorStatus: http.StatusOK})
	d.refused("/v1.2/sheet/9999", ``, http.StatusOK, "sheet_id")
	d.refused("/v1.2/sheet/0/data/add", `{}`, http.StatusOK, "data: 配列")
	d.refused("/v1.2/task/1", ``, http.StatusOK, "task_id")
}
