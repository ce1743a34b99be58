package kaonaviv1_test

import (
	"slices"
	"strings"
	"testing"

	"dandori/bindings/bindingtest"
	"dandori/runtime/plan"
)

// announced are the changes of each write so far, by the fields that differ.
func (o *office) announced() []string {
	out := []string{}
	for _, w := range o.book.Writes() {
		all := []string{w.Operation + w.Target + ":"}
		for _, c := range w.Changes {
			all = append(all, string(c.Action()), c.Key)
			for _, f := range c.Fields() {
				if c.Action() == plan.Update {
					all = append(all, f.Name+"="+plan.Text(f.After))
				}
			}
		}
		out = append(out, strings.Join(all, " "))
	}
	return out
}

// A dry run says of each write what the live run does, before it does it.
func TestWritesAreAnnounced(t *testing.T) {
	for _, dry := range []bool{false, true} {
		in(t, setup{dryRun: dry}, func(o *office) {
			s := o.script(`await kaonaviV1.members.add([{ member_code: "Y1", member_name: "先" }]);
				const [a, b] = await kaonaviV1.members.list().toArray(), all = await kaonaviV1.departments.list().toArray();
				await kaonaviV1.members.update([{ member_code: a.member_code, member_name: "改名" }]);
				await kaonaviV1.members.update([{ member_code: a.member_code, member_name: "改名" }]);
				await kaonaviV1.members.update([{ member_code: "Y1", member_name: "後" }]);
				await kaonaviV1.members.add([{ member_code: "Z1", member_name: "新" }]);
				await kaonaviV1.departments.replaceAll([...all, { ...all[0], department_code1: "Z9", department_name1: "新部" }], { remove: 0 });
				await kaonaviV1.members.delete([b.member_code], { remove: 1 });
				return [a.member_code, b.member_code]`)
			s.Host = &bindingtest.Doubts{} // calls have numbers there
			result, f := bindingtest.Run(o, s)
			if f != nil {
				o.Fatal(f.Message)
			}
			codes := strings.Split(strings.Trim(result, `["]`), `","`)
			want := []string{
				"members.add: add Y1", "members.update: update " + codes[0] + " member_name=改名", "members.update:", "members.update: update Y1 member_name=後",
				"members.add: add Z1", "departments.replaceAll: add Z9",
				"members.delete: remove " + codes[1],
			}
			if got := o.announced(); !slices.Equal(got, want) {
				o.Errorf("dry %t:\n got %q\nwant %q", dry, got, want)
			}
			if dry && len(o.writes()) > 0 {
				o.Errorf("sent %q", o.writes())
			}
		})
	}
}

// What Kaonavi says to a rehearsal stands in the plan; what it was not asked, does not.
func TestThePlanSaysWhatARehearsalSaid(t *testing.T) {
	in(t, setup{dryRun: true, askVendor: true}, func(o *office) {
		code := o.box.Members()[0]
		s := o.script(`await kaonaviV1.members.add([{ member_code: "Y1", member_name: "先" }]);
			await kaonaviV1.members.delete(["` + code + `"], { remove: 1 });
			return kaonaviV1.members.add([{ member_code: "` + code + `", member_name: "z" }]).then(() => "taken", () => "refused")`)
		s.Host = &bindingtest.Doubts{}
		if result, f := bindingtest.Run(o, s); f != nil || result != `"refused"` {
			o.Fatal(result, f)
		}
		w := o.book.Writes()
		if len(w) != 3 || w[0].Rehearsed == nil || len(w[0].Rehearsed) != 0 || w[1].Rehearsed != nil || len(w[2].Rehearsed) == 0 {
			o.Errorf("%+v", w)
		}
	})
}
