package sandbox

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
)

// choice is an item with choices and where it stands.
type choice struct {
	*field
	sheet *sheet // nil: 基本情報
}

// basicSheet is what sheet_name is for items of the members (D).
const basicSheet = "基本情報"

// choices are the items that マスター管理 has: no others, and none under データ連携 (§8.8, B).
func (c *company) choices() []choice {
	var out []choice
	add := func(s *sheet, fields []*field) {
		for _, f := range fields {
			if f.kind() == "enum" && !f.linked {
				out = append(out, choice{f, s})
			}
		}
	}
	add(nil, c.fields)
	for _, s := range c.sheets {
		add(s, s.fields)
	}
	return out
}

func (c *company) choiceOf(id string) (choice, bool) {
	list := c.choices()
	i := slices.IndexFunc(list, func(f choice) bool { return strconv.Itoa(f.id) == id })
	if i < 0 {
		return choice{}, false
	}
	return list[i], true
}

func (f choice) show() object {
	name, list := basicSheet, []object{}
	if f.sheet != nil {
		name = f.sheet.name
	}
	for _, o := range f.options {
		list = append(list, object{{"id", o.ID}, {"name", o.Name}})
	}
	return object{{"sheet_name", name}, {"id", f.id}, {"name", f.name}, {"enum_option_data", list}}
}

// readAllOptions and readOptions are マスター管理 取得 (§8.8).
func (s *Sandbox) readAllOptions(*request) answer {
	list := []object{}
	for _, f := range s.company.choices() {
		list = append(list, f.show())
	}
	return ok(object{{"custom_field_data", list}})
}

func (s *Sandbox) readOptions(q *request) answer {
	f, found := s.company.choiceOf(q.id(0))
	if !found {
		return s.errorsOf(http.StatusNotFound, "custom_field_id: "+noChoice)
	}
	return ok(f.show())
}

const noChoice = "選択肢を持つ項目が存在しません。"

// planOptions is マスター管理 更新 (§8.8).
func planOptions(w *work) (any, func()) {
	f, found := w.company.choiceOf(w.id(0))
	if !found {
		w.wrong(lost, "custom_field_id", noChoice)
		return nil, nil
	}
	body := w.item()
	body.only("enum_option_data")
	ids, names, next := seen{}, seen{}, []option{}
	items := body.items("enum_option_data")
	if len(items) == 0 && body.has("enum_option_data") {
		body.wrong(missing, "enum_option_data", "1件以上指定してください。")
	}
	for _, i := range items {
		i.only("id", "name")
		ids.once(i, "id", "選択肢ID")
		names.once(i, "name", "選択肢名")
		o := option{Name: i.must("name")}
		if i.has("id") {
			o.ID, _ = i.number("id")
			if f.optionOf(o.ID) == nil {
				i.wrong(invalid, "id", "選択肢IDが存在しません。")
			}
		}
		next = append(next, o)
	}
	w.checkUnused(f, next)
	return nil, func() { w.putOptions(f, next) }
}

func (f *field) optionOf(id int) *option {
	for n := range f.options {
		if f.options[n].ID == id {
			return &f.options[n]
		}
	}
	return nil
}

// checkUnused keeps choices that somebody has (§8.8, B).
func (w *work) checkUnused(f choice, next []option) {
	for _, o := range f.options {
		kept := slices.ContainsFunc(next, func(n option) bool { return n.ID == o.ID })
		used := 0
		w.company.eachValues(f, func(v values) {
			if slices.Contains(v[f.id], o.Name) {
				used++
			}
		})
		if !kept && used > 0 {
			w.wrong(conflicting, "enum_option_data", fmt.Sprintf("使用中の選択肢は削除できません(ID:%d)。", o.ID))
		}
	}
}

// eachValues calls do with what each member and record has where the item stands.
func (c *company) eachValues(f choice, do func(values)) {
	if f.sheet == nil {
		for _, p := range c.members.List {
			do(p.Values)
		}
		return
	}
	for _, r := range f.sheet.rows {
		for _, record := range r.Records {
			do(record.Values)
		}
	}
}

// putOptions stores the choices; values follow the new names.
func (w *work) putOptions(f choice, next []option) {
	renamed := map[string]string{}
	for n := range next {
		if old := f.optionOf(next[n].ID); old != nil {
			renamed[old.Name] = next[n].Name
			continue
		}
		w.company.optionIDs++
		next[n].ID = w.company.optionIDs
	}
	w.company.eachValues(f, func(v values) {
		texts := slices.Clone(v[f.id])
		for n, text := range texts {
			texts[n] = cmp.Or(renamed[text], text)
		}
		if len(texts) > 0 {
			v[f.id] = texts
		}
	})
	f.options = next
}
