package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// basicSheet is the id of 基本情報, whose records are the members themselves.
const basicSheet = "0"

// sheet is one sheet with its records.
type sheet struct {
	id, name string
	multiple bool // a member may have several records
	columns  []column
	records  map[string][]*record // by member_code
}

// record is one record of a member.
type record struct {
	values map[int]string // by column id; blanks are left out
	by     string
	at     time.Time
}

// The kinds of columns. The document's sample knows enum and String.
const (
	kindEnum       = "enum"
	kindDepartment = "department" // an enum of the department codes
	kindText       = "String"
	kindDate       = "date"
	kindNumber     = "number"
	kindCalculated = "calc"       // read only
	kindRadar      = "radarchart" // not there for the API (2.8)
)

// column is one column of a sheet.
type column struct {
	id      int
	name    string
	kind    string
	options []string                                         // of an enum
	compute func(values map[int]string, at time.Time) string // of a calculated one
}

func (c column) key() string { return "definition_" + strconv.Itoa(c.id) }

// columnOf returns the column that a parameter names.
func (s *sheet) columnOf(key string) (column, bool) {
	number, named := strings.CutPrefix(key, "definition_")
	i := slices.IndexFunc(s.columns, func(c column) bool { return strconv.Itoa(c.id) == number })
	if !named || i < 0 {
		return column{}, false
	}
	return s.columns[i], true
}

// value returns what is stored for a value that came in, or what is wrong with it.
func (c column) value(v any, co *company) (stored, problem string) {
	if number, isNumber := v.(json.Number); isNumber && c.kind == kindNumber {
		v = number.String()
	}
	text, isText := v.(string)
	switch {
	case c.kind == kindRadar:
		return "", "レーダーチャートの項目は指定できません。"
	case c.kind == kindCalculated:
		return "", "計算項目は更新できません。"
	case !isText:
		return "", "文字列を指定してください。"
	case text == "":
		return "", ""
	}
	return c.filled(text, co)
}

// filled is value for a text that is not blank.
func (c column) filled(text string, co *company) (stored, problem string) {
	switch c.kind {
	case kindEnum:
		if !slices.Contains(c.options, text) {
			return "", "選択肢に存在しない値です。"
		}
	case kindDepartment:
		if co.departments.byCode[text] == nil {
			return "", "所属コードが存在しません。"
		}
	case kindNumber:
		var n float64 // JSON's spelling of numbers: no NaN, no 007
		if json.Unmarshal([]byte(text), &n) != nil {
			return "", "数値を指定してください。"
		}
	case kindDate:
		day, ok := parseDate(text)
		if !ok {
			return "", "日付の形式が正しくありません。"
		}
		return day.Format(slashDate), ""
	}
	return text, ""
}

// The two ways in which the samples write a date (1.5, 2.8); it is read in the first.
const (
	slashDate = "2006/01/02"
	dashDate  = "2006-01-02"
)

func parseDate(text string) (time.Time, bool) {
	for _, layout := range []string{slashDate, dashDate} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// definition is the sheet as the document's シート定義情報サンプル shows it.
func (s *sheet) definition() object {
	definitions := []object{}
	for _, c := range s.columns {
		kind := c.kind
		if kind == kindDepartment {
			kind = kindEnum
		}
		definitions = append(definitions, object{{"id", c.id}, {"name", c.name}, {"type", kind}})
	}
	return object{{"sheet_id", s.id}, {"name", s.name}, {"definitions", definitions}}
}

// Definitions returns the sheets with their columns, as JSON: what 公開API情報確認
// shows an administrator, in the shape of the document's sample.
func (s *Sandbox) Definitions() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []object{}
	for _, id := range s.company.sheetIDs() {
		list = append(list, s.company.sheets[id].definition())
	}
	definitions, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("definitions: %v", err)) // strings and numbers
	}
	return definitions
}
