package kaonavi_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"dandori/bindings/kaonavi"
	"dandori/bindings/kaonavi/sandbox"
	"dandori/runtime/call"
	"dandori/runtime/vm"
)

// The declarations name exactly the methods that there are.
func TestTypesNameTheFace(t *testing.T) {
	in(t, setup{}, func(o *office) {
		for object, iface := range map[string]string{
			"kaonavi": "Kaonavi", "kaonavi.layouts": "KaonaviLayouts", "kaonavi.members": "KaonaviMembers", "kaonavi.members.faceImages": "KaonaviFaceImages",
			"kaonavi.sheet(77)": "KaonaviSheet", `kaonavi.sheet("資格").attachments("認定証")`: "KaonaviAttachments",
			"kaonavi.departments": "KaonaviDepartments", "kaonavi.users": "KaonaviUsers", `kaonavi.advancedPermissions("member")`: "KaonaviAdvancedPermissions",
			"kaonavi.enumOptions": "KaonaviEnumOptions", "kaonavi.webhooks": "KaonaviWebhooks",
		} {
			o.want(`return Object.keys(`+object+`).sort().join(" ")`, `"`+strings.Join(declared(iface), " ")+`"`)
		}
		o.want(`return Object.keys(kaonavi.roles).join(" ")`, `"list"`)
	})
}

// declared returns the members of an interface of the declarations, sorted.
func declared(iface string) []string {
	_, rest, _ := strings.Cut(kaonavi.Types, "\nexport interface "+iface)
	_, rest, _ = strings.Cut(rest, "{\n")
	block, _, _ := strings.Cut(rest, "\n}")
	names := map[string]bool{}
	for line := range strings.Lines(block) {
		if !strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "   ") {
			continue // within a comment or a member
		}
		line = strings.TrimPrefix(strings.TrimSpace(line), "readonly ")
		if end := strings.IndexAny(line, ":(<"); end > 0 && !strings.ContainsAny(line[:end], "*/ ") {
			names[line[:end]] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// A schema is read with three requests, and without マスター管理 where that is not ticked.
func TestReadSchema(t *testing.T) {
	in(t, setup{box: sandbox.Options{Unticked: []string{"enum_options:*"}}}, func(o *office) {
		s, err := kaonavi.ReadSchema(context.Background(), o.client)
		if text := s.Declarations("kaonavi"); err != nil || s.Choices != nil || !strings.Contains(text, `"携行品確認": string;`) || !strings.Contains(text, "choices: string;") {
			t.Errorf("%v\n%s", err, text)
		}
		if len(o.sent) != 4 { // and the token
			t.Errorf("sent %v", o.sent)
		}
	})
	in(t, setup{box: sandbox.Options{Variant: sandbox.Variant{NullOptions: true, NewFields: true}}}, func(o *office) {
		s, err := kaonavi.ReadSchema(context.Background(), o.client)
		if text := s.Declarations("kaonavi"); err != nil || !strings.Contains(text, `choices: "保有スキル" | "制服サイズ" |`) {
			t.Errorf("%v\n%s", err, text)
		}
	})
}

// Whoever names what is not there is told how to have the names at hand.
func TestUnknownNamesPointToTypes(t *testing.T) {
	in(t, setup{}, func(o *office) {
		for _, body := range []string{
			`await kaonavi.members.update([{ code: "E1001", fields: { 制服サイス: "M" } }])`,
			`await kaonavi.sheet("緊急連絡先").update([{ code: "E1001", fields: { 電話: "1" } }])`,
			`await kaonavi.sheet("緊急連絡").list().toArray()`,
		} {
			f := o.fails(body, string(call.TypeError))
			if hint := hintOf(f); !strings.HasPrefix(hint, "dandori types ") {
				t.Errorf("%s: the hint is %q", body, hint)
			}
		}
		f := o.fails(`await kaonavi.members.update([{ code: "", fields: { 制服サイズ: "M" } }])`, string(call.TypeError))
		if hint := hintOf(f); hint != "" {
			t.Errorf("no name is wrong, but the hint is %q", hint)
		}
	})
}

func hintOf(f *vm.Failure) string {
	var e *call.Error
	if !errors.As(f.Err, &e) {
		return "no error of a call"
	}
	return e.Hint.En
}
