package sansan_test

import (
	"slices"
	"strings"
	"testing"

	"dandori/bindings/bindingtest"
	"dandori/bindings/sansan/sandbox"
	"dandori/runtime/plan"
)

// announced are the changes of each write so far: what, of what, and in which fields.
func (o *office) announced() []string {
	out := []string{}
	for _, w := range o.book.Writes() {
		var all []string
		for _, c := range w.Changes {
			var fields []string
			for _, f := range c.Fields() {
				fields = append(fields, f.Name+" "+plan.Text(f.Before)+">"+plan.Text(f.After))
			}
			if c.Action() == plan.Remove {
				fields = nil
			}
			all = append(all, strings.Join(append([]string{string(c.Action()), c.Of}, fields...), " "))
		}
		out = append(out, w.Operation+": "+strings.Join(all, "; "))
	}
	return out
}

const changesOfAll = `const us = (` + users + `).filter((u) => u.userType === "0"), [a, b] = us.slice(-2), d = (` + departments + `)[0];
	const edit = { users: [{ userUuid: a.userUuid, userName: "変更", subEmail: null, culture: a.culture, effectiveDateFrom: a.effectiveDateFrom }],
		departments: [{ departmentId: d.departmentId, departmentName: d.departmentName, order: 77 }, { tempId: "n1", departmentName: "新部", parentDepartmentId: d.departmentId }] };
	await sansan.organization.import(edit);
	await sansan.organization.import({ users: [{ userUuid: a.userUuid, userName: "変更" }], departments: [{ departmentId: d.departmentId, order: "77" }] });
	await sansan.organization.import({ users: [{ userUuid: b.userUuid, deleteFlag: 1 }] }, { remove: 1 });
	await sansan.settings.emailClient.set({ emailClient: "gmail" });
	await sansan.settings.emailClient.set({ emailClient: "gmail" });
	return [b.userUuid, d.departmentId, d.order, a.userName, a.subEmail]`

// A dry run says of each write what the live run does, before it does it; a
// write that finds everything as it should be changes nothing.
func TestWritesAreAnnounced(t *testing.T) {
	for _, dry := range []bool{false, true} {
		in(t, setup{dryRun: dry, box: sandbox.Options{Seed: 3}}, func(o *office) {
			s := o.script(changesOfAll)
			s.Host = &bindingtest.Doubts{} // calls have numbers there
			if _, f := bindingtest.Run(o, s); f != nil {
				o.Fatal(f)
			}
			got := o.announced()
			if len(got) != 5 {
				o.Fatalf("%q", got)
			}
			first := strings.Split(strings.TrimPrefix(got[0], "organization.import: "), "; ")
			if len(first) != 3 || !strings.HasPrefix(first[0], "update department order ") || !strings.HasSuffix(first[0], ">77") ||
				!strings.HasPrefix(first[1], "add department tempId >n1 departmentName >新部 parentDepartmentId >") || !strings.HasPrefix(first[2], "update user userName ") || !strings.Contains(first[2], ">変更") {
				o.Errorf("dry %t: %q", dry, first)
			}
			if want := []string{"organization.import: ", "organization.import: remove user", "settings.emailClient.set: add  emailClient >gmail", "settings.emailClient.set: "}; !slices.Equal(got[1:], want) {
				o.Errorf("dry %t: %q", dry, got[1:])
			}
			for _, w := range o.book.Writes() {
				if w.Connection != "sansan" || w.Vendor != "sansan" || w.Requests[""] == 0 {
					o.Errorf("%+v", w)
				}
			}
			if dry && len(o.writes()) > 0 {
				o.Errorf("sent %q", o.writes())
			}
		})
	}
}

// Who signs a plan does not know people by the ids that Sansan gives them.
func TestChangesAreNamed(t *testing.T) {
	in(t, setup{dryRun: true, box: sandbox.Options{Seed: 3}}, func(o *office) {
		s := o.script(`const a = (` + users + `).filter((u) => u.userType === "0").at(-1), d = (` + departments + `)[0];
			await sansan.organization.import({
				departments: [{ departmentId: d.departmentId, departmentName: "改称" }, { tempId: "n1", departmentName: "新部", parentDepartmentId: d.departmentId }],
				users: [{ userUuid: a.userUuid, userName: "変更" }, { tempId: "u1", departmentId: [d.departmentId], userId: "E9001", userName: "新人 花子", email: "e9001@example.com", effectiveDateFrom: "2199-04-01" }],
			});
			await sansan.organization.import({ users: [{ userUuid: a.userUuid, deleteFlag: 1 }] }, { remove: 1 });
			return [d.departmentName, "新部", a.userName + " (" + a.userId + ")", "新人 花子 (E9001)", "変更 (" + a.userId + ")"].join()`)
		s.Host = &bindingtest.Doubts{}
		want, f := bindingtest.Run(o, s)
		if f != nil {
			o.Fatal(f)
		}
		var names []string
		for _, w := range o.book.Writes() {
			for _, c := range w.Changes {
				names = append(names, c.Name)
			}
		}
		if got := `"` + strings.Join(names, ",") + `"`; got != want {
			o.Errorf("%s, want %s", got, want)
		}
	})
}
