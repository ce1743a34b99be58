package bindings

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"dandori/bindings/bindingtest"
	kaonavi "dandori/bindings/kaonavi/api"
	kaonaviv1 "dandori/bindings/kaonaviv1/api"
	sansan "dandori/bindings/sansan/api"
	"dandori/runtime/vm"
)

// object is one argument object of an operation: call has … in the place of one
// more key. An operation without any object has no call.
type object struct{ op, call, keys string }

func sansanObjects() []object {
	return []object{
		{"bizCards.list", `sansan.bizCards.list({ range: "all", updatedFrom: "2000-01-01", … }).toArray()`, "range updatedFrom updatedTo includePastBizCards entryStatus orderBy orderDirection limit parallel"},
		{"bizCards.search", `sansan.bizCards.search({ range: "all", email: "a@example.com", … }).toArray()`, "range companyName name email tel mobile tagId limit"},
		{"bizCards.get", "", ""}, {"persons.get", "", ""}, {"settings.emailClient.get", "", ""},
		{"bizCards.image", `sansan.bizCards.image("1", { … })`, "side"},
		{"bizCards.tags", `sansan.bizCards.tags("1", { … }).toArray()`, "limit"},
		{"tags.list", `sansan.tags.list({ range: "all", … }).toArray()`, "range type limit"},
		{"organization.users.list", `sansan.organization.users.list({ … }).toArray()`, "delimiter"},
		{"organization.departments.list", `sansan.organization.departments.list({ … }).toArray()`, "delimiter"},
		{"organization.check", `sansan.organization.check({ departments: [], … })`, "users departments encoding delimiter"},
		{"organization.check", `sansan.organization.check({ users: [{ tempId: "a", … }] })`, "tempId userUuid departmentId userId userName email effectiveDateFrom userType deleteFlag"},
		{"organization.import", `sansan.organization.import({ departments: [], … })`, "users departments encoding delimiter"},
		{"organization.import", `sansan.organization.import({ departments: [{ tempId: "a", … }] })`, "departmentId departmentName parentDepartmentId order deleteFlag"},
		{"organization.import", `sansan.organization.import({ departments: [{ tempId: "a" }] }, { … })`, "remove"},
		{"organization.job.status", "", ""}, {"organization.job.result", `sansan.organization.job("1").result({ … })`, "timeout"},
		{"settings.emailClient.set", `sansan.settings.emailClient.set({ emailClient: "clientSoftware", … })`, "emailClient encoding"},
	}
}

func kaonaviObjects() []object {
	const member = "code name name_kana mail entered_date retired_date gender birthday department sub_departments custom_fields fields"
	const files = `kaonavi.sheet("資格").attachments("認定証")`
	return []object{
		{"layouts.members", `kaonavi.layouts.members({ … })`, "calculated"}, {"layouts.sheets", `kaonavi.layouts.sheets({ … })`, "calculated"},
		{"layouts.sheet", `kaonavi.layouts.sheet(77, { … })`, "calculated"},
		{"members.list", `kaonavi.members.list({ … }).toArray()`, "updatedSince"},
		{"members.create", `kaonavi.members.create([{ code: "N1", … }])`, member}, {"members.update", `kaonavi.members.update([{ code: "E1001", … }])`, member},
		{"members.update", `kaonavi.members.update([{ code: "E1001", department: { … } }])`, "code"},
		{"members.update", `kaonavi.members.update([{ code: "E1001", sub_departments: [{ … }] }])`, "code"},
		{"members.update", `kaonavi.members.update([{ code: "E1001", custom_fields: [{ id: 501, … }] }])`, "values"},
		{"members.update", `kaonavi.members.update([{ code: "E1001", fields: { … } }])`, "制服サイズ 保有スキル"},
		{"members.replaceFields", `kaonavi.members.replaceFields([{ code: "E1001", … }])`, member},
		{"members.replaceAll", `kaonavi.members.replaceAll([{ code: "E1001", … }], { remove: 99 })`, member}, {"members.replaceAll", `kaonavi.members.replaceAll([], { … })`, "remove"},
		{"members.delete", `kaonavi.members.delete(["E1001"], { … })`, "remove"},
		{"members.faceImages.list", `kaonavi.members.faceImages.list({ … }).toArray()`, "updatedSince"},
		{"members.faceImages.list", `kaonavi.members.faceImages.list().files({ … }).toArray()`, "parallel"},
		{"members.faceImages.add", `kaonavi.members.faceImages.add([{ code: "E1001", … }])`, "code bytes"}, {"members.faceImages.add", `kaonavi.members.faceImages.add([], { … })`, "trim"},
		{"members.faceImages.update", `kaonavi.members.faceImages.update([{ code: "E1001", … }])`, "code bytes"},
		{"sheet.list", "", ""}, {"sheet.update", `kaonavi.sheet("資格").update([{ code: "E1001", records: [], … }])`, "code records"},
		{"sheet.update", `kaonavi.sheet("資格").update([{ code: "E1001", records: [{ … }] }])`, "fields custom_fields"},
		{"sheet.add", `kaonavi.sheet("資格").add([{ code: "E1001", … }])`, "code records"},
		{"sheet.replaceAll", `kaonavi.sheet("資格").replaceAll([{ code: "E1001", records: [], … }], { remove: 999 })`, "code records"},
		{"sheet.replaceAll", `kaonavi.sheet("資格").replaceAll([], { … })`, "remove"},
		{"sheet.attachments.list", files + `.list({ … }).toArray()`, "updatedSince"},
		{"sheet.attachments.add", files + `.add([{ code: "E1001", records: [{ … }] }])`, "file_name bytes"}, {"sheet.attachments.update", files + `.update([{ code: "E1001", … }])`, "code records"},
		{"departments.list", "", ""}, {"departments.replaceAll", `kaonavi.departments.replaceAll([{ code: "A", name: "甲", … }], { remove: 99 })`, "code name parent_code leader_member_code order memo"},
		{"departments.replaceAll", `kaonavi.departments.replaceAll([], { … })`, "remove"},
		{"users.list", "", ""}, {"users.get", "", ""}, {"roles.list", "", ""},
		{"users.create", `kaonavi.users.create({ email: "a@example.com", … })`, "email member_code password role is_active password_locked use_smartphone"},
		{"users.update", `kaonavi.users.update(1, { … })`, "email member_code password role is_active password_locked use_smartphone"},
		{"users.delete", `kaonavi.users.delete(1, { … })`, "remove"},
		{"advancedPermissions.list", "", ""}, {"advancedPermissions.replaceAll", `kaonavi.advancedPermissions("member").replaceAll([{ user_id: 1, … }], { remove: 99 })`, "user_id add_codes exclusion_codes"},
		{"advancedPermissions.replaceAll", `kaonavi.advancedPermissions("member").replaceAll([], { … })`, "remove"},
		{"enumOptions.list", "", ""}, {"enumOptions.get", "", ""},
		{"enumOptions.replaceAll", `kaonavi.enumOptions.replaceAll(501, [{ name: "A", … }], { remove: 99 })`, "name"}, {"enumOptions.replaceAll", `kaonavi.enumOptions.replaceAll(501, [{ name: "A" }], { … })`, "remove"},
		{"webhooks.list", "", ""}, {"webhooks.create", `kaonavi.webhooks.create({ url: "https://example.com", events: ["member_created"], … })`, "url events secret_token"},
		{"webhooks.update", `kaonavi.webhooks.update(1, { … })`, "url events secret_token"}, {"webhooks.delete", "", ""},
		{"task", `kaonavi.task("1").result({ … })`, "timeout"},
	}
}

func kaonaviV1Objects() []object {
	var all []object
	for _, of := range []struct{ path, noun, keys string }{
		{"users", "users", "email password member_code name role is_active password_locked use_smartphone"},
		{"departments", "departments", "department_code1 department_name1 leader_member_code memo"},
		{"members", "members", "member_code member_name definition_46"}, {"sheet(1001)", "sheet", "member_code member_name definition_46"},
	} {
		all = append(all, object{of.noun + ".list", "", ""}, object{of.noun + ".add", "kaonaviV1." + of.path + ".add([{ … }])", of.keys},
			object{of.noun + ".replaceAll", "kaonaviV1." + of.path + ".replaceAll([{ … }], { remove: 99 })", of.keys},
			object{of.noun + ".replaceAll", "kaonaviV1." + of.path + ".replaceAll([], { … })", "remove"})
		if of.path != of.noun || of.noun == "members" {
			all = append(all, object{of.noun + ".update", "kaonaviV1." + of.path + ".update([{ … }])", of.keys}, object{of.noun + ".export", "", ""})
		}
	}
	return append(all, object{"members.delete", `kaonaviV1.members.delete(["A"], { … })`, "remove"}, object{"sheet.clear", `kaonaviV1.sheet(1001).clear(["A"], { … })`, "remove"},
		object{"task", `kaonaviV1.task("1").result({ … })`, "timeout"})
}

// TestMistypedKeys mistypes every key of every object that an operation takes,
// in some ways: each is a TypeError that names the slip and what was meant, and
// nothing is written.
func TestMistypedKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, base := wire(t, "")
		var script strings.Builder
		script.WriteString("const bad = [];\n")
		for _, o := range slices.Concat(sansanObjects(), kaonaviObjects(), kaonaviV1Objects()) {
			for _, key := range strings.Fields(o.keys) {
				for _, slip := range slips(key) {
					fmt.Fprintf(&script, "try { await %s; bad.push(%[2]q + ' goes through: ' + %[3]q) } catch (e) { if (!(e instanceof TypeError) || !e.message.includes(%[3]q) || !e.message.includes(%[4]q)) bad.push(%[2]q + ' ' + %[3]q + ': ' + e.name + ': ' + e.message) }\n",
						strings.Replace(o.call, "…", fmt.Sprintf("%q: 1", slip), 1), o.call, slip, key)
				}
			}
		}
		script.WriteString("return bad.join('\\n')")
		got, ended := bindingtest.Run(t, bindingtest.Script{Body: script.String(), Modules: []vm.Module{connect(t, base, options{}).Module()}})
		if ended != nil || got != `""` {
			t.Errorf("%v\n%s", ended, strings.ReplaceAll(got, `\n`, "\n"))
		}
		for _, request := range w.seen {
			if !strings.HasPrefix(request, "GET ") && !strings.HasSuffix(request, "/token") {
				t.Errorf("%s was sent", request)
			}
		}
	})
}

// slips are ways in which a key is mistyped.
func slips(key string) []string {
	letters := []rune(key)
	last := len(letters) - 1
	for last > 1 && strings.ContainsRune("0123456789", letters[last]) {
		last--
	}
	cut := func(i int) string { return string(slices.Delete(slices.Clone(letters), i, i+1)) }
	swapped := slices.Clone(letters)
	swapped[last-1], swapped[last] = swapped[last], swapped[last-1]
	all := []string{cut(last), cut(1), string(slices.Insert(slices.Clone(letters), last, letters[last-1]))}
	if string(swapped) != key {
		all = append(all, string(swapped))
	}
	return all
}

// Every operation is in the sweep.
func TestMistypedKeysOfAllOperations(t *testing.T) {
	var missing []string
	lacks := func(vendor string, swept []object, name string) {
		if name != "token" && !slices.ContainsFunc(swept, func(o object) bool { return o.op == name }) {
			missing = append(missing, vendor+" "+name)
		}
	}
	for _, op := range sansan.Operations() {
		lacks("sansan", sansanObjects(), op.Name)
	}
	for _, op := range kaonavi.Operations() {
		lacks("kaonavi", kaonaviObjects(), op.Name)
	}
	for _, op := range kaonaviv1.Operations() {
		lacks("kaonavi-v1", kaonaviV1Objects(), op.Name)
	}
	if len(missing) > 0 {
		t.Errorf("not swept: %q", missing)
	}
}
