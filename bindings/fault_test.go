package bindings

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"dandori/bindings/bindingtest"
	"dandori/runtime/call"
	"dandori/runtime/vm"
)

// Every way in which an answer goes wrong, by what becomes of the request.
var (
	refusing    = []string{"429", "429-bare"}                                                   // said to be not done
	unprocessed = []string{"500", "503", "reset-before", "timeout"}                             // not done, but nobody can know
	processed   = []string{"500-after", "reset-after", "timeout-after", "cut"}                  // done, but nobody can know
	unreadable  = []string{"html", "truncate", "empty"}                                         // done, and answered with a success that says nothing
	allFaults   = slices.Concat(refusing, unprocessed, processed, unreadable, []string{"drip"}) // a body that drips is only slow, or too slow
)

// faulty is an operation under a fault.
type faulty struct {
	body   string // of the script; it returns something when all is well
	target string // the operation in the order
	path   string // of its requests, as a pattern
	fine   string // the faults under which its answer still says that it was done, separated by spaces
}

// says reports whether an answer with the fault still tells that it was done.
func (f faulty) says(fault string) bool { return slices.Contains(strings.Fields(f.fine), fault) }

var (
	readings = []faulty{
		{`return (await sansan.bizCards.list({ range: "all", updatedFrom: "1990-01-01" }).toArray()).length;`, "bizCards.list", "GET /v2.3/bizCards", ""},
		{`const [card] = await sansan.bizCards.list({ range: "all", updatedFrom: "1990-01-01" }).take(1).toArray(); return (await sansan.persons.get(card.personId)).id;`,
			"persons.get", "GET /v2.3/persons/*", ""},
		{`return (await sansan.tags.list({ range: "all" }).toArray()).length + 1;`, "tags.list", "GET /v2.3/tags", ""},
		{`return (await kaonaviV1.members.list().toArray()).length;`, "sheet", "POST /v1.2/sheet/0", ""},
		{`return (await kaonaviV1.sheet(1001).export()).data.length;`, "sheet.get", "POST /v1.2/sheet/1001/get/*", ""},
		{`return (await kaonavi.layouts.sheets()).length;`, "layouts.sheets", "GET /v2.0/sheet_layouts", ""},
		{`return (await kaonavi.members.list().toArray()).length;`, "members.list", "GET /v2.0/members", ""},
		{`return (await kaonavi.members.list().toArray())[0].fields["制服サイズ"];`, "layouts.members", "GET /v2.0/member_layouts", ""},
		{`return (await kaonavi.sheet("資格").list().toArray()).length;`, "sheet.list", "GET /v2.0/sheets/77", ""},
		{`return (await kaonavi.users.get(1)).id;`, "users.get", "GET /v2.0/users/1", ""},
		{`return (await kaonavi.enumOptions.get(501)).enum_option_data.length;`, "enumOptions.get", "GET /v2.0/enum_options/501", ""},
	}
	sentOnce = []faulty{
		{`await kaonaviV1.members.add([{ member_code: "X0001", member_name: "山田 太郎" }]); return 1;`, "sheet.data.add", "POST /v1.2/sheet/0/data/add", ""},
		{`await kaonaviV1.members.delete(["a0001"], { remove: 1 }); return 1;`, "sheet.data.delete", "POST /v1.2/sheet/0/data/delete", ""},
		{`await kaonaviV1.sheet(1001).update([{ member_code: "a0001", definition_47: "x" }]); return 1;`, "sheet.data.update", "POST /v1.2/sheet/1001/data/update", ""},
		{`return (await sansan.organization.import({ departments: [{ tempId: "d1", departmentName: "新設" }] })).length;`,
			"organization.import", "POST /v2.3/organization/jobs", ""},
		{`await kaonavi.members.create([{ code: "X0001", name: "山田 太郎", fields: { "制服サイズ": "M" } }]); return 1;`, "members.create", "POST /v2.0/members", ""},
		{`const all = await kaonavi.members.list().toArray(); await kaonavi.members.replaceAll(all.slice(1), { remove: 1 }); return 1;`,
			"members.replaceAll", "PUT /v2.0/members/overwrite", ""},
		{`await kaonavi.sheet("資格").add([{ code: "E1001", records: [{ fields: { "資格名": "簿記1級" } }] }]); return 1;`, "sheet.add", "POST /v2.0/sheets/77/add", ""},
		{`const all = await kaonavi.departments.list().toArray(); await kaonavi.departments.replaceAll([...all, { code: "X-1", name: "新設部" }]); return 1;`,
			"departments.replaceAll", "PUT /v2.0/departments", ""},
		{`await kaonavi.sheet("資格").attachments("認定証").add([{ code: "E1001", records: [{ file_name: "新しい.pdf", base64_content: btoa("%PDF-1.4 x") }] }]); return 1;`,
			"sheet.attachments.add", "POST /v2.0/sheets/77/custom_fields/884/file", ""},
		{`return (await kaonavi.users.create({ email: "new@example.com", password: "Passw0rd!Passw0rd", role: { id: 1 } })).id;`, "users.create", "POST /v2.0/users", "empty"},
	}
	repeatables = []faulty{
		{`await sansan.settings.emailClient.set({ emailClient: "gmail" }); return 1;`, "settings.emailClient.set", "PUT /v2.3/organizationSettings/emailClient", "empty"},
		{`await kaonaviV1.members.update([{ member_code: "a0001", member_name: "山田 太郎" }]); return 1;`, "sheet.data.update", "POST /v1.2/sheet/0/data/update", ""},
		{`await kaonavi.members.update([{ code: "E1001", name: "山田 花子", fields: { "備考": "改" } }]); return 1;`, "members.update", "PATCH /v2.0/members", ""},
		{`await kaonavi.members.delete(["E1001"], { remove: 1 }); return 1;`, "members.delete", "POST /v2.0/members/delete", ""},
		{`await kaonavi.sheet("緊急連絡先").update([{ code: "E1001", fields: { "電話番号": "000" } }]); return 1;`, "sheet.update", "PATCH /v2.0/sheets/78", ""},
		{`await kaonavi.users.update(2, { email: "changed@example.com" }); return 1;`, "users.update", "PATCH /v2.0/users/2", "empty"},
		{`await kaonavi.users.delete(2, { remove: 1 }); return 1;`, "users.delete", "DELETE /v2.0/users/2", "empty cut truncate"},
	}
)

// faultRun is what came of an operation under a fault.
type faultRun struct {
	*testing.T
	got      string // what the script returned
	ended    *vm.Failure
	requests int  // that arrived for the operation
	changed  bool // the vendor's state is not what it was
}

// under runs f while its requests when (a number, or * for all) meet the fault.
func (f faulty) under(t *testing.T, when, fault string, check func(r faultRun)) {
	t.Helper()
	order := f.target + ":" + when + "=" + fault
	t.Run(order, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w, base := wire(t, order)
			before := w.snapshot()
			o := connect(t, base, options{})
			got, ended := bindingtest.Run(t, bindingtest.Script{Body: f.body, Modules: []vm.Module{o.Module()}})
			check(faultRun{T: t, got: got, ended: ended, requests: w.arrived(f.path), changed: !bytes.Equal(before, w.snapshot())})
		})
	})
}

// is reports whether the run ended with such an error; "" is none.
func (r faultRun) is(class call.Class) bool {
	if r.ended == nil {
		return class == ""
	}
	return r.ended.Name == string(class)
}

func (r faultRun) wrong(want string) {
	r.Helper()
	r.Errorf("%s; got %s, %+v, after %d requests, changed %v", want, r.got, r.ended, r.requests, r.changed)
}

// TestReadsRecover lets one answer to a read go wrong: it is read again, or,
// where the vendor gave a whole answer that says nothing, told as an error.
func TestReadsRecover(t *testing.T) {
	for _, f := range readings {
		for _, fault := range allFaults {
			f.under(t, "1", fault, func(r faultRun) {
				if slices.Contains(unreadable, fault) {
					if !r.is(call.ConnectionError) {
						r.wrong("want a ConnectionError")
					}
					return
				}
				if !r.is("") || r.got == "0" || r.requests > 2 {
					r.wrong("want an answer after 2 requests")
				}
			})
		}
	}
}

// TestFilesRecover lets one answer to a download go wrong: the files are the same
// as ever. Whether a whole answer is the file, nobody can tell: it is left out.
func TestFilesRecover(t *testing.T) {
	for name, list := range map[string]string{"faces": "kaonavi.members.faceImages", "files": `kaonavi.sheet("資格").attachments("認定証")`} {
		f := faulty{body: `return (await ` + list + `.list().files({ parallel: 3 }).map((f) => f.code + f.file_name + f.bytes.length).toArray()).join();`,
			target: "download", path: "GET /download/*"}
		calm := ""
		f.under(t, "99", "500", func(r faultRun) {
			if calm = r.got; !r.is("") || r.requests < 3 {
				r.wrong("want several files")
			}
		})
		for _, fault := range slices.Concat(refusing, unprocessed, processed, []string{"drip"}) {
			t.Run(name, func(t *testing.T) {
				f.under(t, "2", fault, func(r faultRun) {
					if r.got != calm {
						r.wrong("want the files as ever")
					}
				})
			})
		}
		f.under(t, "*", "500", func(r faultRun) {
			if !r.is(call.VendorError) || r.ended != nil && strings.Contains(r.ended.Message, "Signature") {
				r.wrong("want an error that does not show the link")
			}
		})
	}
}

// TestReadsThatStayBad ends them with an error of their own, after few requests.
func TestReadsThatStayBad(t *testing.T) {
	for _, f := range readings {
		for _, fault := range allFaults {
			f.under(t, "*", fault, func(r faultRun) {
				ok := r.is(call.VendorError) || r.is(call.ConnectionError) || r.is(call.TimeoutError)
				if fault == "drip" {
					ok = ok || r.is("")
				}
				if !ok || r.requests > 9 {
					r.wrong("want an error")
				}
				if e := r.ended; e != nil && len(e.Message) > 250 {
					r.wrong("want a message that a person reads")
				}
			})
		}
	}
}

// TestWritesAreSentOnce is the first promise: whatever goes wrong on the way, a
// write that may have been done is not sent again, and not called done or undone.
func TestWritesAreSentOnce(t *testing.T) {
	for _, f := range sentOnce {
		for _, fault := range allFaults {
			f.under(t, "1", fault, func(r faultRun) {
				switch {
				case f.says(fault):
					if !r.is("") || !r.changed || r.requests != 1 {
						r.wrong("want it done after 1 request")
					}
				case fault == "drip" || slices.Contains(refusing, fault):
					if !r.is("") || !r.changed || r.requests > 2 || fault == "drip" && r.requests > 1 {
						r.wrong("want it done")
					}
				case !r.is(call.InDoubt) || r.requests != 1:
					r.wrong("want it in doubt after 1 request")
				case slices.Contains(unprocessed, fault) && r.changed:
					r.wrong("want nothing changed")
				}
			})
		}
	}
}

// TestWritesThatStayRefused says who refused them, and changes nothing.
func TestWritesThatStayRefused(t *testing.T) {
	for _, f := range slices.Concat(sentOnce, repeatables) {
		for _, fault := range refusing {
			f.under(t, "*", fault, func(r faultRun) {
				if !r.is(call.VendorError) || r.changed || r.requests > 9 {
					r.wrong("want a VendorError")
				}
			})
		}
	}
}

// TestRepeatableWritesAreSentAgain until the vendor says that they are done.
func TestRepeatableWritesAreSentAgain(t *testing.T) {
	for _, f := range repeatables {
		for _, fault := range allFaults {
			f.under(t, "1", fault, func(r faultRun) {
				if !r.is("") || !r.changed || r.requests > 2 {
					r.wrong("want it done after 2 requests")
				}
			})
			if slices.Contains(refusing, fault) || fault == "drip" || f.says(fault) {
				continue // done, or refused
			}
			f.under(t, "*", fault, func(r faultRun) {
				if !r.is(call.InDoubt) || r.requests > 5 {
					r.wrong("want it in doubt after 5 requests")
				}
			})
		}
	}
}

// arrived counts the requests that the pattern stands for.
func (w *wires) arrived(pattern string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, s := range w.seen {
		if ok, _ := path.Match(pattern, s); ok {
			n++
		}
	}
	return n
}

// snapshot is the state of all vendors.
func (w *wires) snapshot() []byte {
	return slices.Concat(w.sansan.Snapshot(), w.kaonavi.Snapshot(), w.kaonaviV1.Snapshot())
}
