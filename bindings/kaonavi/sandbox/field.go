package sandbox

import (
	"fmt"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"
)

// The values of type_detail (§7.2, B).
const (
	textBox   = "text_box"
	textArea  = "text_area"
	numberBox = "number_box"
	pullDown  = "pull_down"
	radio     = "radio_button"
	checkBox  = "check_box"
	link      = "link"
	date      = "date"
	yearMonth = "year_month"
	attach    = "attach_file"
	faceImage = "face_image"
	formula   = "calc_formula"
)

// field is one item of the company's own.
type field struct {
	id       int
	name     string
	detail   string // type_detail
	max      int    // characters, 0 for what has no length
	required bool
	linked   bool // データ連携中: its choices are not shown by enum_options (§8.8)
	options  []option
	compute  func(values values, now time.Time) []string // of a calculated one
}

// option is one choice.
type option struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

// values is what a member has in the items, by item id; blanks are left out.
type values map[int][]string

// kind is the item's type (§7.2). That of year_month, files and pictures is
// not told there (D).
func (f *field) kind() string {
	switch f.detail {
	case numberBox:
		return "number"
	case pullDown, radio, checkBox:
		return "enum"
	case date, yearMonth:
		return "date"
	case formula:
		return "calc"
	default:
		return "string"
	}
}

// readOnly reports whether members and sheets cannot write it (§7.1, B).
func (f *field) readOnly() bool {
	return f.detail == formula || f.detail == attach || f.detail == faceImage
}

func (f *field) labels() []string {
	out := []string{}
	for _, o := range f.options {
		out = append(out, o.Name)
	}
	return out
}

// layout is the item as layouts show it (§7.2).
func (f *field) layout(v Variant) object {
	return append(object{{"id", f.id}}, append(layoutOf(f.name, f.kind(), f.max, f.required, f.labels(), v),
		pair{"read_only", f.readOnly()}, pair{"type_detail", f.detail})...)
}

func layoutOf(name, kind string, max int, required bool, labels []string, v Variant) object {
	o := object{{"name", name}, {"required", required}, {"type", kind}, {"max_length", nil}, {"enum", labels}}
	if kind == "string" && max > 0 {
		o[3].value = max
	}
	if len(labels) == 0 && v.NullOptions {
		o[4].value = nil
	}
	return o
}

// fieldOf returns the item with an id.
func fieldOf(fields []*field, id int) *field {
	i := slices.IndexFunc(fields, func(f *field) bool { return f.id == id })
	if i < 0 {
		return nil
	}
	return fields[i]
}

// readValues reads custom_fields (§7.1). A blank value stands as nil. partial
// says that required items may be left out.
func readValues(i item, fields []*field, partial bool) values {
	out := values{}
	ids := seen{}
	if i.has("custom_fields") {
		for _, e := range i.items("custom_fields") {
			e.only("id", "values")
			ids.once(e, "id", "項目ID")
			id, _ := e.number("id")
			if !e.has("id") {
				e.wrong(missing, "id", "必須項目です。")
			}
			texts := e.texts("values")
			if f := fieldOf(fields, id); f == nil {
				e.wrong(invalid, "id", "項目IDが存在しません。")
			} else {
				out[id] = f.read(e, texts)
			}
		}
	}
	for _, f := range fields {
		if f.required && !partial && !ids[fmt.Sprint(f.id)] {
			i.wrong(missing, fmt.Sprintf("custom_fields(id=%d)", f.id), "必須項目です。")
		}
	}
	return out
}

// read checks one item's values and returns what is stored of them.
func (f *field) read(e item, texts []string) []string {
	switch {
	case f.readOnly():
		e.wrong(invalid, "values", "更新できない項目です。")
	case len(texts) == 0 && e.has("values"):
		e.wrong(invalid, "values", "値を指定してください。") // blank is [""]
	case len(texts) > 1 && f.detail != checkBox:
		e.wrong(invalid, "values", "複数の値は指定できません。")
	case len(texts) == 1 && texts[0] == "":
		if f.required {
			e.wrong(missing, "values", "必須項目です。")
		}
		return nil
	}
	for n, text := range texts {
		if slices.Contains(texts[:n], text) {
			e.wrong(invalid, "values", "値が重複しています。")
		}
		f.readOne(e, text)
	}
	return texts
}

// aNumber is how a number may be written (D): no 007, no 1e3, no 1,000.
var aNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

func (f *field) readOne(e item, text string) {
	switch {
	case f.max > 0 && utf8.RuneCountInString(text) > f.max:
		e.wrong(long, "values", fmt.Sprintf("%d文字以内で入力してください。", f.max))
	case f.kind() == "enum" && !slices.Contains(f.labels(), text):
		e.wrong(invalid, "values", "選択肢に存在しない値です。")
	case f.detail == date && !isDate(text):
		e.wrong(invalid, "values", "日付はYYYY-MM-DD形式で入力してください。")
	case f.detail == yearMonth && !isDate(text+"-01"):
		e.wrong(invalid, "values", "年月はYYYY-MM形式で入力してください。")
	case f.detail == numberBox && !aNumber.MatchString(text):
		e.wrong(invalid, "values", "数値を入力してください。")
	}
}

// show is custom_fields as reads show them (§7.1); all has items without a value, too.
func (v values) show(fields []*field, now time.Time, all bool) []object {
	out := []object{}
	for _, f := range fields {
		texts := v[f.id]
		if f.compute != nil {
			texts = f.compute(v, now)
		}
		if len(texts) == 0 && all {
			texts = []string{""}
		}
		if len(texts) > 0 {
			out = append(out, object{{"id", f.id}, {"name", f.name}, {"values", texts}})
		}
	}
	return out
}

// take stores what was read; a blank erases.
func (v values) take(read values) {
	for id, texts := range read {
		if len(texts) == 0 {
			delete(v, id)
		} else {
			v[id] = texts
		}
	}
}
