package kaonavi

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"dandori/bindings/kaonavi/api"
)

const odd = `{
 "members": {"custom_fields": [
  {"id": 501, "name": "制服サイズ", "type": "enum", "type_detail": "pull_down", "enum": ["S", null, "M", "L", "M"], "required": true},
  {"id": 502, "name": "資格", "type": "enum", "type_detail": "check_box", "enum": ["簿記", "英検"]},
  {"id": 503, "name": "勤続", "type": "calc", "type_detail": "calc_formula"},
  {"id": 504, "name": "入館日", "type": "date", "type_detail": "date"},
  {"id": 505, "name": "契約月", "type": "date", "type_detail": "year_month"},
  {"id": 506, "name": "身長", "type": "number"},
  {"id": 507, "name": "備考", "type": "string", "type_detail": "text_area", "max_length": 3},
  {"id": 508, "name": "連絡先", "type": "string"}, {"id": 509, "name": "連絡先", "type": "string"},
  {"id": 510, "name": "", "type": "string"},
  {"id": 511, "name": "\"引用\" \\ 改\n行\u2028 */ ${x}", "type": "enum", "type_detail": "a */ b", "enum": ["\"", "\\", "\n", "*/", ""]},
  {"id": 512, "name": "空", "type": "enum", "type_detail": "pull_down", "enum": []},
  {"id": 513, "name": "古", "type": "enum", "enum": ["甲", "乙"]},
  {"id": 514, "name": "主", "type": "enum", "type_detail": "radio_button", "enum": null}
 ]},
 "sheets": [
  {"id": 78, "name": "緊急連絡先", "record_type": 0, "custom_fields": [{"id": 894, "name": "確認書類", "type": "string", "type_detail": "attach_file", "read_only": true}, {"id": 895, "name": "写真", "type": "string", "type_detail": "face_image"}]},
  {"id": 77, "name": "資格 */", "record_type": 1, "custom_fields": []},
  {"id": 81, "name": "評価", "record_type": 1, "custom_fields": []}, {"id": 79, "name": "評価", "record_type": 1, "custom_fields": []},
  {"id": 77, "name": "資格 */", "record_type": 1, "custom_fields": []}
 ],
 "choices": [{"id": 514, "name": "主", "sheet_name": "基本情報", "enum_option_data": [{"id": 1, "name": "本"}, {"id": 2, "name": "副"}]}, {"id": 501, "name": "制服サイズ"}]
}`

// company is a schema as the vendor's own JSON gives it.
func company(t testing.TB, text string) (s Schema) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDeclarations(t *testing.T) {
	want, err := os.ReadFile(filepath.FromSlash("testdata/schema.d.ts"))
	got := company(t, odd).Declarations("kaonavi")
	if err != nil || got != string(want) {
		t.Errorf("%v\n%s", err, got)
	}
}

// The order in which the vendor lists things does not show.
func TestDeclarationsAreSorted(t *testing.T) {
	want := company(t, odd).Declarations("kaonavi")
	for seed := range uint64(50) {
		s, r := company(t, odd), rand.New(rand.NewPCG(seed, 0))
		mix(r, s.Members.CustomFields)
		mix(r, s.Sheets)
		mix(r, s.Choices)
		for _, f := range s.Members.CustomFields {
			mix(r, f.Enum)
		}
		if got := s.Declarations("kaonavi"); got != want {
			t.Fatalf("seed %d:\n%s", seed, got)
		}
	}
}

func mix[T any](r *rand.Rand, list []T) {
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// A company that has nothing of its own, and one whose マスター管理 may not be read.
func TestDeclarationsOfLittle(t *testing.T) {
	got := Schema{Choices: []api.Choices{}}.Declarations("a")
	for _, want := range []string{"export namespace a {", "sheets: {\n    };", "choices: never;", "export const a: Kaonavi<a.Schema>;"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if got := (Schema{}).Declarations("a"); !strings.Contains(got, "choices: string;") {
		t.Error(got)
	}
}

// Whatever the vendor calls things, the declarations keep their shape: nothing
// leaves its literal or its comment.
func FuzzDeclarations(f *testing.F) {
	f.Add("制服サイズ", "S", "pull_down", "緊急連絡先")
	f.Add("*/ };", "\"\\\n\u2028", "*/", "\r\n} // end of x")
	line := regexp.MustCompile(`^ *(/\*\* [^\n]* \*/|// By id only, [^\n]*|export (namespace|const) [^"]*|type \w+ = \{|\w+: (\{|\d+;|Members;)|"(\\.|[^"\\])*": (\{|Sheet\d+;)|(\w+|"(\\.|[^"\\])*"): [(]?(string|never|"(\\.|[^"\\])*")( \| [(]?("(\\.|[^"\\])*"|string))*(\)\[\])?;|\};?)$`)
	f.Fuzz(func(t *testing.T, field, label, detail, sheet string) {
		fields := []api.Field{{ID: 1, Name: field, Type: "enum", TypeDetail: detail, Enum: []string{label, "x"}}, {ID: 2, Name: "勤続", TypeDetail: "calc_formula"}}
		s := Schema{Members: api.MemberLayout{CustomFields: fields}, Sheets: []api.SheetLayout{{ID: 7, Name: sheet, CustomFields: fields}}, Choices: []api.Choices{{Name: field}}}
		text := s.Declarations("kaonavi")
		for l := range strings.Lines(text) {
			l = strings.TrimSuffix(l, "\n")
			if !line.MatchString(l) || strings.Count(l, "*/") > 1 && strings.HasPrefix(strings.TrimSpace(l), "/**") || strings.ContainsAny(l, "\r\u2028\u2029") {
				t.Fatalf("%q in\n%s", l, text)
			}
		}
		if lines := strings.Count(text, "\n"); lines < 30 || lines > 45 {
			t.Errorf("%d lines:\n%s", lines, text)
		}
	})
}
