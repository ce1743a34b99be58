package simulator

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
)

func TestPeopleAreTheSameForOneSeed(t *testing.T) {
	a, b, other := NewPeople(7), NewPeople(7), NewPeople(8)
	same := 0
	for i := range 200 {
		if a.Name(i) != b.Name(i) || a.Company(i) != b.Company(i) || a.Address(i) != b.Address(i) || a.Title(i) != b.Title(i) {
			t.Fatalf("person %d differs between two makers of one seed", i)
		}
		if a.Name(i) == other.Name(i) {
			same++
		}
	}
	if same > 50 {
		t.Errorf("%d of 200 names are the same with another seed", same)
	}
}

// TestPeopleAreInvented keeps real mail addresses and telephone numbers out.
func TestPeopleAreInvented(t *testing.T) {
	p := NewPeople(1)
	for i := range 500 {
		domain := p.Company(i).Domain
		if !slices.ContainsFunc([]string{".example.com", ".example.jp", ".example.co.jp"}, func(end string) bool { return strings.HasSuffix(domain, end) }) {
			t.Errorf("company %d has the domain %s", i, domain)
		}
		for _, number := range []string{p.Tel(p.Address(i).AreaCode, i), p.Mobile(i)} {
			if !strings.Contains(number, "-0000-") {
				t.Errorf("telephone number %s might be somebody's", number)
			}
		}
	}
}

// TestPeopleFitIntoCP932 matters to files for Excel; plain Shift_JIS must not be enough.
func TestPeopleFitIntoCP932(t *testing.T) {
	p := NewPeople(1)
	var all strings.Builder
	for i := range 2000 {
		n, a := p.Name(i), p.Address(i)
		all.WriteString(n.Last + n.First + n.LastKana + n.FirstKana + p.Company(i).Name + a.Prefecture + a.City + a.Street + a.Building + p.Department(i) + p.Title(i))
	}
	if _, err := japanese.ShiftJIS.NewEncoder().String(all.String()); err != nil {
		t.Errorf("cp932 lacks a character: %v", err)
	}
	for _, want := range []string{"髙", "﨑", "株式会社", "有限会社", "東京都"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("nobody has %s", want)
		}
	}
}

func BenchmarkPerson(b *testing.B) {
	p := NewPeople(1)
	for i := range b.N {
		_, _, _ = p.Name(i), p.Company(i%2000), p.Address(i)
	}
}

// TestMailsAreEachTheirOwn: by them the people of one vendor are found at another.
func TestMailsAreEachTheirOwn(t *testing.T) {
	p, seen := NewPeople(3), map[string]bool{}
	for i := range 500 {
		if mail := p.Mail(i); seen[mail] || !strings.HasSuffix(mail, "@example.co.jp") {
			t.Errorf("the mail of person %d is %s", i, mail)
		} else {
			seen[mail] = true
		}
	}
	if p.Code(0) != "E1001" {
		t.Error(p.Code(0))
	}
}
