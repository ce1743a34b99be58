package api

import (
	"slices"
	"strings"
)

// same compares what was sent with what is shown now.
type same struct {
	whole bool         // what was not sent must be blank
	own   map[Int]bool // fields that nobody can send
}

// member compares what a member's row says.
func (s same) member(sent, now Member) bool {
	pairs := [][2]*string{
		{sent.Name, now.Name}, {sent.NameKana, now.NameKana}, {sent.Mail, now.Mail}, {sent.EnteredDate, now.EnteredDate},
		{sent.RetiredDate, now.RetiredDate}, {sent.Gender, now.Gender}, {sent.Birthday, now.Birthday},
		{departmentOf(sent), departmentOf(now)},
	}
	for _, p := range pairs {
		if !s.value(p[0], p[1]) {
			return false
		}
	}
	if (sent.SubDepartments != nil || s.whole) && !sameSet(codesOf(sent.SubDepartments), codesOf(now.SubDepartments)) {
		return false
	}
	return s.fields(sent.CustomFields, now.CustomFields)
}

func (s same) value(sent, now *string) bool {
	if sent == nil && !s.whole {
		return true
	}
	return plain(orEmpty(sent)) == plain(orEmpty(now))
}

// fields compares the values of 項目. Blank is as if it were not there.
func (s same) fields(sent, now []FieldValue) bool {
	values := map[Int][]string{}
	for _, f := range now {
		values[f.ID] = full(f.Values)
	}
	named := map[Int]bool{}
	for _, f := range sent {
		named[f.ID] = true
		if !s.own[f.ID] && !sameSet(full(f.Values), values[f.ID]) {
			return false
		}
	}
	for id, v := range values {
		if s.whole && !named[id] && !s.own[id] && len(v) > 0 {
			return false
		}
	}
	return true
}

// full are the values that are not blank, in one spelling.
func full(values []string) []string {
	var out []string
	for _, v := range values {
		if v = plain(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// plain is text in one spelling of line ends, without blanks around it.
func plain(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}

func departmentOf(m Member) *string {
	if m.Department == nil {
		return nil
	}
	return &m.Department.Code
}

func codesOf(departments []DepartmentRef) []string {
	var codes []string
	for _, d := range departments {
		codes = append(codes, d.Code)
	}
	return codes
}

// sameSet compares lists whose order nobody promises.
func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// sameDepartment compares all but order, whose numbers may be given anew.
func sameDepartment(sent, now Department) bool {
	return plain(sent.Name) == plain(now.Name) && orEmpty(sent.ParentCode) == orEmpty(now.ParentCode) &&
		orEmpty(sent.LeaderMemberCode) == orEmpty(now.LeaderMemberCode) && plain(orEmpty(sent.Memo)) == plain(orEmpty(now.Memo))
}

func sameUser(sent, now User) bool {
	flag := func(a, b *bool) bool { return a == nil || b != nil && *a == *b }
	return (sent.Email == "" || strings.EqualFold(sent.Email, now.Email)) && (same{}).value(sent.MemberCode, now.MemberCode) &&
		(sent.Role == nil || now.Role != nil && sent.Role.ID == now.Role.ID) &&
		flag(sent.IsActive, now.IsActive) && flag(sent.PasswordLocked, now.PasswordLocked) && flag(sent.UseSmartphone, now.UseSmartphone)
}

func sameWebhook(sent, now Webhook) bool {
	return (sent.URL == "" || sent.URL == now.URL) && (sent.Events == nil || sameSet(sent.Events, now.Events)) &&
		(sent.SecretToken == "" || sent.SecretToken == now.SecretToken)
}
