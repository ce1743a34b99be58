package sandbox

import (
	"fmt"
	"slices"
)

// mode is what a write does with what is there and with what is not.
type mode int

const (
	create    mode = iota // what is in the body must not be there yet
	replace               // what is in the body is all there will be of it
	patch                 // what is not in the body stays
	overwrite             // the body is all there will be
)

// entry is one member of a body, read. What the body leaves out is not in it.
type entry struct {
	code   string
	texts  map[string]string
	home   *string
	subs   []string // nil: left out
	values values
}

// planMembers is メンバー情報 登録, 一括更新, 部分更新, 全入れ替え (§8.2).
func planMembers(m mode) func(*work) (any, func()) {
	return func(w *work) (any, func()) {
		body := w.item()
		body.only("member_data")
		codes := seen{}
		var entries []entry
		for _, i := range body.items("member_data") {
			codes.once(i, "code", "社員番号")
			e := w.readMember(i, m)
			w.placeMember(i, e, m)
			entries = append(entries, e)
		}
		return nil, func() { w.putMembers(entries, m) }
	}
}

func (w *work) readMember(i item, m mode) entry {
	e := entry{code: i.must("code"), texts: map[string]string{}}
	i.atMost("code", codeMax)
	keys := []string{"code", "department", "sub_departments", "custom_fields"}
	for _, b := range basics() {
		keys = append(keys, b.key)
		if !i.has(b.key) {
			continue
		}
		read := item.text
		if b.key == birthdayKey {
			read = item.orNull // it is null when it is read (§8.2)
		}
		e.texts[b.key] = read(i, b.key)
		b.check(i, e.texts[b.key])
	}
	i.only(keys...)
	e.home, e.subs = readHomes(i)
	e.values = readValues(i, w.company.fields, m == patch)
	return e
}

func (b basic) check(i item, text string) {
	if b.max > 0 {
		i.atMost(b.key, b.max)
	}
	switch {
	case text == "":
	case b.kind == "date" && !isDate(text):
		i.wrong(invalid, b.key, "日付はYYYY-MM-DD形式で入力してください。")
	case b.kind == "enum" && !slices.Contains(genders(), text):
		i.wrong(invalid, b.key, "選択肢に存在しない値です。")
	}
}

// readHomes reads 主務 and 兼務 (§7.3); null and a blank code mean none.
func readHomes(i item) (home *string, subs []string) {
	if i.has("department") {
		code := ""
		if i.m["department"] != nil {
			code = codeOf(i, "department", i.m["department"])
		}
		home = &code
	}
	if i.has("sub_departments") {
		subs = []string{}
		for n, v := range i.list("sub_departments") {
			code := codeOf(i, fmt.Sprintf("sub_departments[%d]", n), v)
			if slices.Contains(subs, code) {
				i.wrong(repeated, "sub_departments", "所属コードが重複しています。")
			}
			subs = append(subs, code)
		}
	}
	return home, subs
}

func codeOf(i item, key string, v any) string {
	m, isObject := v.(map[string]any)
	if !isObject {
		i.wrong(misshapen, key, "オブジェクトを指定してください。")
		return ""
	}
	d := item{i.check, i.path(key), m}
	d.only("code")
	if !d.has("code") {
		d.wrong(missing, "code", "必須項目です。")
	}
	return d.text("code")
}

// placeMember checks what depends on the data.
func (w *work) placeMember(i item, e entry, m mode) {
	p := w.company.members.ByKey[e.code]
	switch {
	case m == create && p != nil:
		i.wrong(conflicting, "code", "社員番号が既に存在します。")
	case (m == replace || m == patch) && p == nil:
		i.wrong(conflicting, "code", "社員番号が存在しません。")
	}
	if e.home != nil && *e.home != "" && !w.company.departments.Has(*e.home) {
		i.wrong(conflicting, "department.code", "所属コードが存在しません。")
	}
	for n, code := range e.subs {
		if !w.company.departments.Has(code) {
			i.wrong(conflicting, fmt.Sprintf("sub_departments[%d].code", n), "所属コードが存在しません。")
		}
	}
}

func (w *work) putMembers(entries []entry, m mode) {
	c := w.company
	sent := map[string]bool{}
	for _, e := range entries {
		sent[e.code] = true
	}
	switch {
	case m == overwrite:
		w.dropUnsent(sent)
	case m == replace && w.variant.PutBlanksAll:
		for _, p := range c.members.List {
			if !sent[p.Code] {
				p.blank()
				p.Updated = w.now
			}
		}
	}
	for _, e := range entries {
		p := c.members.ByKey[e.code]
		if p == nil {
			c.memberIDs++
			p = &person{ID: c.memberIDs, Code: e.code, Created: w.now}
			p.blank()
			c.members.Add(p)
		}
		if m != patch {
			p.blank()
		}
		p.put(e)
		p.Updated, c.membersAt = w.now, w.now
	}
}

// dropUnsent removes who is not in the body, but not who came after the request was made (§8.2, B).
func (w *work) dropUnsent(sent map[string]bool) {
	gone := map[string]bool{}
	for _, p := range w.company.members.List {
		if !sent[p.Code] && !p.Created.After(w.accepted) {
			gone[p.Code] = true
		}
	}
	w.company.removeMembers(gone, w.now)
}

// blank erases all that members/PUT writes; the picture stays.
func (p *person) blank() {
	p.Texts, p.Department, p.Subs, p.Values = map[string]string{}, "", nil, values{}
}

func (p *person) put(e entry) {
	for key, text := range e.texts {
		if text == "" {
			delete(p.Texts, key)
		} else {
			p.Texts[key] = text
		}
	}
	if e.home != nil {
		p.Department = *e.home
	}
	if e.subs != nil {
		p.Subs = e.subs
	}
	p.Values.take(e.values)
}

// planMemberDeletion is メンバー情報 削除 (§8.2).
func planMemberDeletion(w *work) (any, func()) {
	body := w.item()
	body.only("codes")
	gone := map[string]bool{}
	for n, code := range body.texts("codes") {
		at := fmt.Sprintf("codes[%d]", n)
		switch {
		case gone[code]:
			w.wrong(repeated, at, "社員番号が重複しています。")
		case !w.company.members.Has(code):
			w.wrong(conflicting, at, "社員番号が存在しません。")
		}
		gone[code] = true
	}
	return nil, func() { w.company.removeMembers(gone, w.now) }
}
