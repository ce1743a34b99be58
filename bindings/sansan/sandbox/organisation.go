package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"dandori/bindings/simulator"
)

// organisation is the departments and users, as rows of their CSV. It is a
// value: an import makes a new one.
type organisation struct {
	departments [][]string
	users       [][]string
	nextID      int // of the departments
	nextUser    int
	seeded      []string // by number of the seed: the UserUuid
	gone        []bool   // by number of the seed: the user is deleted
}

func departmentNumber(n int) string { return fmt.Sprintf("%010d", n) }

// seedDepartments is the tree that every sandbox begins with: name, reading, number of the parent.
var seedDepartments = []struct {
	name, phonetic string
	parent         int
}{
	{"営業本部", "eigyo honbu", 0}, {"営業第一部", "eigyo daiichibu", 1}, {"営業第二部", "eigyo dainibu", 1}, {"第一課", "daiichika", 2},
	{"管理本部", "kanri honbu", 0}, {"人事部", "jinjibu", 5}, {"経理部", "keiribu", 5}, {"総務部", "somubu", 5},
	{"開発本部", "kaihatsu honbu", 0}, {"基盤開発部", "kiban kaihatsubu", 9}, {"製品開発部", "seihin kaihatsubu", 9}, {"新規事業準備室", "shinki jigyo junbishitsu", 0},
}

// seedOrganisation makes the departments and users. User 0 is the administrator
// of AdminKey, user 1 she of MemberKey; user 2 begins far in the future; the last department is empty.
// Every third has the number of the employee as UserId.
func seedOrganisation(people simulator.People, o Options) organisation {
	org := organisation{nextID: len(seedDepartments) + 1, nextUser: o.Users, gone: make([]bool, o.Users)}
	for i, d := range seedDepartments {
		row := make([]string, departmentWidth)
		row[departmentID], row[departmentName], row[departmentPhonetic], row[departmentOrder] = departmentNumber(i+1), d.name, d.phonetic, fmt.Sprint(i+1)
		if d.parent > 0 {
			row[departmentParent] = departmentNumber(d.parent)
		}
		org.departments = append(org.departments, row)
	}
	for n := range o.Users {
		row := seedUser(people, n, ids{seed: o.Seed}.uuid(userID, n))
		org.users = append(org.users, row)
		org.seeded = append(org.seeded, row[userUUID])
	}
	return org
}

func seedUser(people simulator.People, n int, uuid string) []string {
	name := people.Name(n)
	login := fmt.Sprintf("%s%03d", name.LastRoman, n)
	if n%3 == 1 {
		login = people.Code(n)
	}
	row := strings.Split(strings.Repeat("0,", userWidth-1), ",")
	row[userTemp], row[userUUID], row[userDepartments] = "", uuid, departmentNumber(1+n%(len(seedDepartments)-1))
	if n%7 == 3 {
		row[userDepartments] += ";" + departmentNumber(1+(n+4)%(len(seedDepartments)-1))
	}
	row[userLogin], row[userName], row[userReading] = login, name.Last+" "+name.First, name.LastKana+" "+name.FirstKana
	row[userEmail], row[userSubEmail], row[userFrom] = people.Mail(n), "", fmt.Sprintf("20%02d-04-01", 15+n%10)
	row[userSaml], row[userSalesforce] = "", ""
	if n%4 == 0 {
		row[userSaml] = "saml-" + login
	}
	switch n {
	case 0:
		row[userType] = "1"
	case 2:
		row[userFrom] = "2099-04-01"
	}
	return row
}

// ownerJSON returns, by number of the seed, the user objects of cards and tags.
func (o organisation) ownerJSON() [][]byte {
	owners := make([][]byte, len(o.users))
	for i, u := range o.users {
		owners[i], _ = json.Marshal(owner{ID: u[userLogin], Name: u[userName], Email: u[userEmail]}) // strings always marshal
	}
	return owners
}

// goneOwners returns, by number of the seed, whether the user is deleted.
func (o organisation) goneOwners() []bool { return o.gone }

// find returns the row with id in column, and where it is.
func find(rows [][]string, column int, id string) (row []string, at int, ok bool) {
	at = slices.IndexFunc(rows, func(r []string) bool { return strings.EqualFold(r[column], id) })
	if at < 0 || id == "" {
		return nil, -1, false
	}
	return rows[at], at, true
}

// listUsers is ユーザ取得, listDepartments 部署取得.
func (s *Sandbox) listUsers(r *request) (*reply, *refusal) {
	s.mu.Lock()
	rows := s.organisation.users
	s.mu.Unlock()
	return s.table(names(userColumns[:]), rows, r.values.Get("delimiter")), nil
}

func (s *Sandbox) listDepartments(r *request) (*reply, *refusal) {
	s.mu.Lock()
	rows := s.organisation.departments
	s.mu.Unlock()
	return s.table(names(departmentColumns[:]), rows, r.values.Get("delimiter")), nil
}

// table answers rows of users or departments; the DeleteFlag at their end is blank or 0.
func (s *Sandbox) table(head []string, rows [][]string, delimiter string) *reply {
	shown := make([][]string, len(rows))
	for i, row := range rows {
		shown[i] = slices.Clone(row)
		shown[i][len(row)-1] = ""
		if s.options.Variants.DeleteFlag0 {
			shown[i][len(row)-1] = "0"
		}
	}
	return answerBytes("text/csv", s.writeCSV(head, shown, delimiter))
}

func names(columns []column) []string {
	head := make([]string, len(columns))
	for i, c := range columns {
		head[i] = c.name
	}
	return head
}
