package api

import (
	"fmt"
	"strings"

	"dandori/runtime/say"
)

// memberCells are a member's values. Of what is sent only what is there counts.
func memberCells(f *Form, m Member) cells {
	var c cells
	c.text("name", m.Name, asWritten)
	c.text("name_kana", m.NameKana, asWritten)
	c.text("mail", m.Mail, asWritten)
	c.text("entered_date", m.EnteredDate, sameDate)
	c.text("retired_date", m.RetiredDate, sameDate)
	c.text("gender", m.Gender, asWritten)
	c.text("birthday", m.Birthday, sameDate)
	if m.Department != nil {
		c.add("", "department", shape{{"code", m.Department.Code}}, m.Department.Code)
	}
	if m.SubDepartments != nil {
		codes, refs := codesOf(m.SubDepartments), []shape{}
		for _, code := range codes {
			refs = append(refs, shape{{"code", code}})
		}
		c.add("", "sub_departments", refs, spelledSet(codes))
	}
	c.custom(f, m.CustomFields)
	return c
}

// spelledSet is a list whose order nobody promises in one spelling.
func spelledSet(codes []string) string { return Field{}.spelled(codes) }

func memberShape(m Member, c cells) shape { return c.shape(pair{"code", m.Code}) }

func (c *comparison) members(d *Draft, now Table, known Known) error {
	there, err := Read[Member](now)
	if err != nil {
		return err
	}
	c.write.Present = len(there)
	by, _ := by(there, func(m Member) string { return m.Code })
	if d.op.Name == deleteMembers {
		for i, r := range d.rows {
			c.row(i, r.key)
			if is, ok := by[r.key]; ok {
				c.change(r.key, memberShape(is, memberCells(c.form, is).filled()), nil)
			}
		}
		return c.judgeMembers(d, nil, there, known)
	}
	sent, err := sentIn[Member](d.all())
	if err != nil {
		return err
	}
	for _, m := range sent {
		is, ok := by[m.Code]
		if !ok {
			c.change(m.Code, nil, memberShape(m, memberCells(c.form, m).filled()))
			continue
		}
		was, next, differ := diff(memberCells(c.form, is), memberCells(c.form, m), d.op.replaces())
		if differ {
			c.change(m.Code, memberShape(m, was), memberShape(m, next))
		}
	}
	if d.op.Name == replaceFields {
		c.unnamed(len(there) - len(d.all().named()))
	}
	if d.op.Name == replaceMembers {
		named := d.all().named()
		for _, m := range there {
			if !named[m.Code] {
				c.change(m.Code, memberShape(m, memberCells(c.form, m).filled()), nil)
			}
		}
	}
	return c.judgeMembers(d, sent, there, known)
}

// unnamed warns of members that a replacement of fields leaves out. The document
// says that what is not sent is erased, and not whether that goes for them (8.2).
func (c *comparison) unnamed(n int) {
	if n > 0 {
		c.write.Warnings = append(c.write.Warnings, say.T("Kaonavi does not say what members.replaceFields does to members who are left out, and there {1:is|are} %d of them, whom it could blank, too; members.update touches only what it is given", n))
	}
}

// judgeMembers tells what only a look at all members shows.
func (c *comparison) judgeMembers(d *Draft, sent, there []Member, known Known) error {
	codes := codesIn(there, func(m Member) string { return m.Code })
	body := codesIn(d.rows, func(r row) string { return r.key })
	departments, err := known.codes(listDepartments)
	if err != nil {
		return err
	}
	for i, r := range d.rows {
		c.row(i, r.key)
		switch d.op.Name {
		case replaceMembers:
			c.mangled("code", r.key, codes.without(body))
		case deleteMembers:
			c.unknownCode("", r.key, codes)
		case createMembers:
			if codes.has(r.key) {
				c.problem("code", say.T("is there already in Kaonavi"))
			}
			c.mangled("code", r.key, codes)
		default:
			c.unknownCode("code", r.key, codes)
		}
	}
	for i, m := range sent {
		c.row(i, m.Code)
		if m.Department != nil && departments != nil {
			c.unknownDepartment("department.code", m.Department.Code, departments)
		}
		for n, sub := range m.SubDepartments {
			c.unknownDepartment(fmt.Sprintf("sub_departments[%d].code", n), sub.Code, departments)
		}
	}
	c.mails(d, sent, there)
	return nil
}

// mails refuses a new mail that somebody else has, or would have.
func (c *comparison) mails(d *Draft, sent, there []Member) {
	was, owner := map[string]string{}, map[string]string{}
	for _, m := range there {
		was[m.Code] = sameMail(m.Mail)
	}
	named, _ := by(sent, func(m Member) string { return m.Code })
	for _, m := range there {
		next, is := named[m.Code]
		stays := !is && d.op.Name != replaceMembers || is && (next.Mail == nil && !d.op.replaces() || sameMail(next.Mail) == sameMail(m.Mail))
		if stays && sameMail(m.Mail) != "" {
			owner[sameMail(m.Mail)] = m.Code
		}
	}
	for i, m := range sent {
		c.row(i, m.Code)
		mail := sameMail(m.Mail)
		if mail == "" || mail == was[m.Code] {
			continue
		}
		if other, twice := owner[mail]; twice && other != m.Code {
			c.sharesMail("mail", other)
		} else {
			owner[mail] = m.Code
		}
	}
}

func sameMail(mail *string) string { return strings.ToLower(plain(orEmpty(mail))) }
