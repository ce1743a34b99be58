package bindings

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dandori/bindings/basics"
	"dandori/bindings/bindingtest"
	"dandori/runtime/folder"
	"dandori/runtime/vm"
)

// pool is one value of every sort that a script may hand over by mistake.
const pool = `{
	none: undefined, nothing: null, yes: true, half: 1.5, nan: NaN, minus: -1, text: "言葉", blank: "", symbol: Symbol("s"), big: 10n,
	list: [], hole: [undefined], object: {}, unknown: { zzz: 1 }, func: () => 1, promise: Promise.resolve("x"), date: new Date(0), map: new Map(), boxed: new String("x"),
}`

// Which of the pool an argument takes.
const (
	takesText    = "text blank"
	takesID      = "text"
	takesOptions = "none object"
	takesBool    = "none yes"
	takesEnum    = "none"
	takesRows    = "list"
)

// argument is one argument of one function: call has $ in its place.
type argument struct {
	call  string
	name  string // that its error must hold
	takes string // names of the pool, separated by spaces
}

func sansanArguments() []argument {
	list := func(key, takes string) argument {
		return argument{`sansan.bizCards.list({ range: "all", updatedFrom: "2000-01-01", ` + key + `: $ }).toArray()`, key, takes}
	}
	search := func(key, takes string) argument {
		return argument{`sansan.bizCards.search({ range: "all", ` + key + `: $ }).toArray()`, key, takes}
	}
	return []argument{
		{`sansan.bizCards.list($).toArray()`, "", ""}, {`sansan.bizCards.list({ range: $, updatedFrom: "2000-01-01" }).toArray()`, "range", ""},
		{`sansan.bizCards.list({ range: "all", updatedFrom: $ }).toArray()`, "updatedFrom", ""},
		list("updatedTo", "none"), list("includePastBizCards", takesBool), list("entryStatus", "none"), list("orderBy", takesEnum),
		list("orderDirection", takesEnum), list("limit", "none"), list("parallel", "none"),
		{`sansan.bizCards.search($).toArray()`, "", ""}, search("companyName", "none text"), search("name", "none text"), search("email", "none text"),
		search("tel", "none text"), search("mobile", "none text"), search("tagId", "none text"), search("includePastBizCards", takesBool),
		search("entryStatus", "none"), search("orderBy", takesEnum), search("orderDirection", takesEnum), search("limit", "none"),
		{`sansan.bizCards.get($)`, "id", takesID}, {`sansan.bizCards.image($)`, "id", takesID}, {`sansan.bizCards.image("1", $)`, "options", takesOptions},
		{`sansan.bizCards.image("1", { side: $ })`, "side", takesEnum}, {`sansan.bizCards.tags($).toArray()`, "id", takesID},
		{`sansan.bizCards.tags("1", { limit: $ }).toArray()`, "limit", "none"}, {`sansan.persons.get($)`, "id", takesID},
		{`sansan.tags.list($).toArray()`, "", ""}, {`sansan.tags.list({ range: $ }).toArray()`, "range", ""},
		{`sansan.tags.list({ range: "all", type: $ }).toArray()`, "type", "none"}, {`sansan.tags.list({ range: "all", limit: $ }).toArray()`, "limit", "none"},
		{`sansan.organization.users.list($).toArray()`, "options", takesOptions}, {`sansan.organization.users.list({ delimiter: $ }).toArray()`, "delimiter", takesEnum},
		{`sansan.organization.departments.list({ delimiter: $ }).toArray()`, "delimiter", takesEnum},
		{`sansan.organization.check($)`, "", ""}, {`sansan.organization.check({ users: $ })`, "users", "list"},
		{`sansan.organization.check({ users: [{ tempId: "a" }], encoding: $ })`, "encoding", takesEnum},
		{`sansan.organization.import($)`, "", ""}, {`sansan.organization.import({ departments: $ })`, "departments", "list"},
		{`sansan.organization.import.start({ departments: $ })`, "departments", "list"},
		{`sansan.organization.import({ departments: [{ tempId: "a" }] }, $)`, "options", takesOptions},
		{`sansan.organization.import({ departments: [{ tempId: "a" }] }, { remove: $ })`, "remove", "none"},
		{`sansan.organization.job($)`, "importId", takesID}, {`sansan.organization.job("1").result({ timeout: $ })`, "timeout", "none"},
		{`sansan.settings.emailClient.set($)`, "", ""}, {`sansan.settings.emailClient.set({ emailClient: $ })`, "emailClient", ""},
		{`sansan.settings.emailClient.set({ emailClient: "clientSoftware", encoding: $ })`, "encoding", ""},
	}
}

func kaonaviArguments() []argument {
	var all []argument
	writes := func(path, name string, methods ...string) {
		for _, m := range methods {
			all = append(all, argument{"kaonavi." + path + "." + m + "($)", name, takesRows}, argument{"kaonavi." + path + "." + m + ".start($)", name, takesRows})
		}
	}
	options := func(call, key, takes string) {
		all = append(all, argument{strings.ReplaceAll(call, "…", "$"), "options", takesOptions},
			argument{strings.ReplaceAll(call, "…", "{ "+key+": $ }"), key, takes})
	}
	writes("members", "rows", "create", "update", "replaceFields", "replaceAll")
	writes("members.faceImages", "images", "add", "update")
	writes(`sheet("資格")`, "rows", "update", "add", "replaceAll")
	writes(`sheet("資格").attachments("認定証")`, "rows", "add", "update")
	writes("departments", "departments", "replaceAll")
	writes(`advancedPermissions("member")`, "rows", "replaceAll")
	for _, call := range []string{"members.replaceAll([], …)", `sheet(77).replaceAll([], …)`, "departments.replaceAll([], …)", `advancedPermissions("member").replaceAll([], …)`,
		`members.delete(["a"], …)`, `users.delete(1, …)`} {
		options("kaonavi."+call, "remove", "none")
	}
	options(`kaonavi.members.faceImages.add([], …)`, "trim", takesBool)
	for _, call := range []string{"members(…)", "sheets(…)", "sheet(77, …)"} {
		options("kaonavi.layouts."+call, "calculated", takesBool)
	}
	for _, call := range []string{"members.list(…)", "members.faceImages.list(…)", `sheet("資格").attachments("認定証").list(…)`} {
		options("kaonavi."+call+".toArray()", "updatedSince", "none date")
	}
	files := `kaonavi.sheet("資格").attachments("認定証")`
	options(`kaonavi.members.faceImages.list().files(…).toArray()`, "parallel", "none")
	return append(all,
		argument{"kaonavi.members.faceImages.download($)", "code", takesID},
		argument{files + `.download($, "a.pdf")`, "code", takesID}, argument{files + `.download("E1001", $)`, "fileName", takesText},
		argument{"kaonavi.members.delete($)", "codes", "list"}, argument{"kaonavi.layouts.sheet($)", "id", takesID},
		argument{"kaonavi.sheet($)", "idOrName", takesID}, argument{`kaonavi.sheet("資格").attachments($)`, "fieldIdOrName", takesID},
		argument{"kaonavi.advancedPermissions($)", "type", ""},
		argument{"kaonavi.enumOptions.get($)", "fieldId", takesID}, argument{`kaonavi.enumOptions.replaceAll($, [{ name: "a" }])`, "fieldId", takesID},
		argument{"kaonavi.enumOptions.replaceAll(501, $)", "options", takesRows}, argument{`kaonavi.enumOptions.replaceAll(501, [{ name: "a" }], { remove: $ })`, "remove", "none"},
		argument{"kaonavi.users.get($)", "id", takesID}, argument{"kaonavi.users.create($)", "", ""}, argument{`kaonavi.users.update($, { email: "a@example.com" })`, "id", takesID},
		argument{"kaonavi.users.update(1, $)", "", "object unknown"}, argument{"kaonavi.users.delete($, { remove: 1 })", "id", takesID},
		argument{"kaonavi.webhooks.create($)", "", ""}, argument{`kaonavi.webhooks.update($, { events: ["member_created"] })`, "id", takesID},
		argument{"kaonavi.webhooks.update(1, $)", "", "object unknown"}, argument{"kaonavi.webhooks.delete($)", "id", takesID},
		argument{"kaonavi.task($)", "id", takesID}, argument{`kaonavi.task("1").result($)`, "options", takesOptions},
		argument{`kaonavi.task("1").result({ timeout: $ })`, "timeout", "none"})
}

func kaonaviV1Arguments() []argument {
	var all []argument
	for _, of := range []struct{ path, rows string }{
		{"users", "users"}, {"departments", "departments"}, {"members", "rows"}, {"sheet(1001)", "rows"},
	} {
		all = append(all,
			argument{"kaonaviV1." + of.path + ".add($)", of.rows, takesRows},
			argument{"kaonaviV1." + of.path + ".add.start($)", of.rows, takesRows},
			argument{"kaonaviV1." + of.path + ".replaceAll($)", of.rows, takesRows},
			argument{"kaonaviV1." + of.path + ".replaceAll([], $)", "options", takesOptions},
			argument{"kaonaviV1." + of.path + ".replaceAll([], { remove: $ })", "remove", "none"})
	}
	return append(all,
		argument{"kaonaviV1.members.update($)", "rows", takesRows}, argument{"kaonaviV1.sheet(1001).update($)", "rows", takesRows},
		argument{"kaonaviV1.members.delete($)", "codes", "list"}, argument{`kaonaviV1.members.delete(["a"], $)`, "options", takesOptions},
		argument{`kaonaviV1.members.delete(["a"], { remove: $ })`, "remove", "none"},
		argument{"kaonaviV1.sheet(1001).clear($)", "codes", "list"}, argument{`kaonaviV1.sheet(1001).clear(["a"], { remove: $ })`, "remove", "none"},
		argument{"kaonaviV1.sheet($)", "id", takesID}, argument{"kaonaviV1.task($)", "id", takesID},
		argument{`kaonaviV1.task("1").result($)`, "options", takesOptions}, argument{`kaonaviV1.task("1").result({ timeout: $ })`, "timeout", "none"})
}

func basicArguments() []argument {
	csvWriter := func(key, takes string) argument {
		return argument{`csv.writer("out/x.csv", { columns: ["a"], ` + key + `: $ })`, key, takes}
	}
	return []argument{
		{`log.info($)`, "message", takesText}, {`log.error("x", $)`, "fields", "none object unknown promise map"}, {`sleep($)`, "duration", ""},
		{`progress($)`, "label", takesText}, {`progress("x", { total: $ })`, "total", "none"},
		{`progress("x").tick($)`, "n", "none"}, {`progress("x").set($)`, "n", ""},
		{`files.readText($)`, "path", takesText}, {`files.readText("inbox/a", { encoding: $ })`, "encoding", takesEnum}, {`files.read($)`, "path", takesText},
		{`files.writeText($, "x")`, "path", takesText}, {`files.writeText("out/a", $)`, "text", takesText}, {`files.writeText("out/a", "x", { bom: $ })`, "bom", takesBool},
		{`files.write($, new Uint8Array())`, "path", takesText}, {`files.write("out/a", $)`, "bytes", ""}, {`files.list($)`, "glob", takesText},
		{`files.exists($)`, "path", takesText}, {`files.move($, "out/b")`, "from", takesText}, {`files.move("out/a", $)`, "to", takesText}, {`files.remove($)`, "path", takesText},
		{`state.get($)`, "key", takesText}, {`state.set($, 1)`, "key", takesText}, {`state.delete($)`, "key", takesText}, {`state.list($)`, "prefix", "none text blank"},
		{`state.set("k", $)`, "value", "nothing yes half minus text blank list object unknown date boxed"},
		{`csv.read($).toArray()`, "path", takesText}, {`csv.read("inbox/a.csv", $).toArray()`, "options", takesOptions},
		{`csv.read("inbox/a.csv", { encoding: $ }).toArray()`, "encoding", takesEnum}, {`csv.read("inbox/a.csv", { delimiter: $ }).toArray()`, "delimiter", "none"},
		{`csv.read("inbox/a.csv", { header: $ }).toArray()`, "header", takesBool}, {`csv.parse($)`, "text", takesText}, {`csv.parse("a", { header: $ })`, "header", takesBool},
		{`csv.writer($, { columns: ["a"] })`, "path", takesText}, {`csv.writer("out/x.csv", $)`, "", ""}, {`csv.writer("out/x.csv", { columns: $ })`, "columns", ""},
		csvWriter("encoding", takesEnum), csvWriter("bom", takesBool), csvWriter("delimiter", "none"), csvWriter("defuse", takesBool),
		{`csv.writer("out/" + sort + ".csv", { columns: ["a"] }).write($)`, "row", "object unknown"}, {`csv.stringify($, { columns: ["a"] })`, "row", takesRows},
		{`excel.read($).toArray()`, "path", takesText}, {`excel.read("inbox/a.xlsx", { sheet: $ }).toArray()`, "sheet", "none text blank"},
		{`excel.read("inbox/a.xlsx", { header: $ }).toArray()`, "header", takesBool}, {`excel.writer($)`, "path", takesText}, {`excel.writer("out/a.xlsx", $)`, "options", takesOptions},
		{`excel.writer("out/a.xlsx", { columns: $ })`, "columns", "none"}, {`excel.writer("out/a.xlsx", { sheets: $ })`, "sheets", "none"},
		{`excel.writer("out/" + sort + "1.xlsx").write($)`, "row", "object unknown"}, {`excel.writer("out/" + sort + "2.xlsx").sheet($)`, "name", "text blank"},
		{`diff($, [], { key: "a" })`, "before", takesRows}, {`diff([], $, { key: "a" })`, "after", takesRows}, {`diff([], [], $)`, "", ""},
		{`diff([], [], { key: $ })`, "key", "text"}, {`diff([], [], { key: "a", fields: $ })`, "fields", "none text list"},
	}
}

// TestWrongArguments hands every argument of every function everything that it
// does not take: each is a TypeError (or a RangeError) that names the argument, and nothing is sent.
func TestWrongArguments(t *testing.T) {
	root := t.TempDir()
	for _, dir := range []string{"inbox", "out"} {
		if err := os.Mkdir(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	f, err := folder.Open(folder.Config{Root: root, Read: []string{"inbox", "out"}, Write: []string{"out"}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	o := connect(t, noNetwork{t}, options{})
	modules := []vm.Module{o.Module(), Run{Root: root, Facts: basics.Facts{Workflow: "w"}, Folder: f}.Module()}
	for _, a := range slices.Concat(sansanArguments(), kaonaviArguments(), kaonaviV1Arguments(), basicArguments()) {
		t.Run(a.call, func(t *testing.T) {
			got, ended := bindingtest.Run(t, bindingtest.Script{Body: wrongs(a), Modules: modules})
			if ended != nil {
				t.Fatal(ended.Message)
			}
			var bad []string
			if err := json.Unmarshal([]byte(got), &bad); err != nil {
				t.Fatal(err)
			}
			for _, b := range bad {
				t.Error(b)
			}
		})
	}
}

// wrongs is a script that tells which wrong values go through, or fail otherwise than they should.
func wrongs(a argument) string {
	return fmt.Sprintf(`
const bad = [];
for (const [sort, value] of Object.entries(%s)) {
	if (%q.split(" ").includes(sort)) continue;
	try {
		await %s;
		bad.push(sort + " goes through");
	} catch (e) {
		if (!(e instanceof TypeError || e instanceof RangeError) || !e.message.includes(%q)) bad.push(sort + ": " + e.name + ": " + e.message);
	}
}
return bad;`, pool, a.takes, strings.ReplaceAll(a.call, "$", "value"), a.name)
}
