package sandbox

import (
	"time"
)

// person is a member.
type person struct {
	ID         int               `json:"id"`
	Code       string            `json:"code"`
	Texts      map[string]string `json:"texts"` // by key of basics
	Department string            `json:"department,omitempty"`
	Subs       []string          `json:"subs,omitempty"`
	Values     values            `json:"values"`
	Face       *file             `json:"face,omitempty"`
	Created    time.Time         `json:"created"`
	Updated    time.Time         `json:"updated"`
}

// basic is an item that every company's members have besides code and departments (§8.1, §8.2).
type basic struct {
	key, name, kind string
	max             int
}

const (
	genderKey   = "gender"
	birthdayKey = "birthday"
	enteredKey  = "entered_date"
	retiredKey  = "retired_date"
)

// codeMax is the length of a code in the official example (§8.1).
const codeMax = 50

func basics() []basic {
	return []basic{
		{"name", "氏名", "string", 100},
		{"name_kana", "フリガナ", "string", 100},
		{"mail", "メールアドレス", "string", 100},
		{enteredKey, "入社日", "date", 0},
		{retiredKey, "退職日", "date", 0},
		{genderKey, "性別", "enum", 0},
		{birthdayKey, "生年月日", "date", 0},
	}
}

func genders() []string { return []string{"男性", "女性"} }

// show is the member as GET /members shows it (§8.2).
func (c *company) show(p *person, now time.Time) object {
	o := object{{"id", p.ID}, {"code", p.Code}}
	for _, b := range basics() {
		var value any = p.Texts[b.key]
		if b.key == birthdayKey && value == "" {
			value = nil
		}
		o = append(o, pair{b.key, value})
	}
	subs := []object{}
	for _, code := range p.Subs {
		subs = append(subs, c.departments.ByKey[code].reference(c))
	}
	var home, face any
	if d := c.departments.ByKey[p.Department]; d != nil {
		home = d.reference(c)
	}
	if p.Face != nil {
		face = object{{"updated_at", moment(p.Face.At)}}
	}
	return append(o,
		pair{"age", age(p.Texts[birthdayKey], now)},
		pair{"years_of_service", service(p.Texts[enteredKey], p.Texts[retiredKey], now)},
		pair{"department", home}, pair{"sub_departments", subs}, pair{"face_image", face},
		pair{"custom_fields", p.Values.show(c.fields, now, false)})
}

// readMembers is メンバー情報 取得.
func (s *Sandbox) readMembers(q *request) answer {
	today := japan(q.at).Format(dayLayout)
	list := []object{}
	for _, p := range s.company.members.List {
		retired := p.Texts[retiredKey]
		if s.options.Variant.NoRetired && retired != "" && retired < today || !sinceDay(p.Updated, q.since) {
			continue
		}
		list = append(list, s.company.show(p, q.at))
	}
	return ok(object{{"updated_at", moment(s.company.membersAt)}, {"member_data", list}})
}
