package simulator

import (
	"fmt"
	"math/rand/v2"
)

// People makes Japanese people, companies and addresses from a seed. The ith of
// each is always the same, and costs the same, whichever is asked for first.
// All are invented: mail and web addresses lie under example domains, telephone
// numbers in the exchange 0000, which does not exist.
type People struct{ seed uint64 }

// NewPeople returns the people of a seed.
func NewPeople(seed uint64) People { return People{seed: seed} }

// Name is a person's name; kana are katakana.
type Name struct {
	Last, First           string
	LastKana, FirstKana   string
	LastRoman, FirstRoman string // lower case
	Woman                 bool
}

// Company is an employer.
type Company struct {
	Name   string // 株式会社青葉商事
	Kana   string // アオバショウジ
	Domain string // aoba-12.example.co.jp
}

// Address is a place of work.
type Address struct {
	PostalCode                         string // seven digits
	Prefecture, City, Street, Building string // Building is "" for some
	AreaCode                           string // of telephone numbers there: 03
}

// streams keeps the different things made of one index apart.
const (
	nameStream = uint64(iota+1) << 56
	companyStream
	addressStream
	telStream
	jobStream
)

// random returns the random numbers of the ith thing of a stream.
func (p People) random(stream uint64, i int) *rand.PCG {
	return rand.NewPCG(p.seed, stream|uint64(i))
}

// pick draws from list.
func pick[T any](r *rand.PCG, list []T) T { return list[r.Uint64()%uint64(len(list))] }

// Name returns the name of the ith person.
func (p People) Name(i int) Name {
	r := p.random(nameStream, i)
	last := pick(r, lastNames)
	woman := r.Uint64()%2 == 0
	first := pick(r, menNames)
	if woman {
		first = pick(r, womenNames)
	}
	return Name{
		Last: last[0], LastKana: last[1], LastRoman: last[2],
		First: first[0], FirstKana: first[1], FirstRoman: first[2],
		Woman: woman,
	}
}

// Code returns the number that the ith person has as an employee (社員番号) of the company whose people they are.
func (p People) Code(i int) string { return fmt.Sprintf("E%04d", 1001+i) }

// Mail returns the ith person's address there. No two have the same. All
// vendors' sandboxes of a seed know these people by it, so that what is made of
// one can be found in another.
func (p People) Mail(i int) string {
	n := p.Name(i)
	return fmt.Sprintf("%s.%s.%d@example.co.jp", n.LastRoman, n.FirstRoman, i+1)
}

// Company returns the ith company.
func (p People) Company(i int) Company {
	r := p.random(companyStream, i)
	word, trade := pick(r, companyWords), pick(r, companyTrades)
	name := word[0] + trade[0]
	switch r.Uint64() % 10 {
	case 0, 1, 2, 3, 4, 5:
		name = "株式会社" + name
	case 6, 7, 8:
		name += "株式会社"
	default:
		name = "有限会社" + name
	}
	return Company{Name: name, Kana: word[1] + trade[1], Domain: fmt.Sprintf("%s-%d.example.%s", word[2], i, pick(r, domainEnds))}
}

// Address returns the ith address.
func (p People) Address(i int) Address {
	r := p.random(addressStream, i)
	place := pick(r, places)
	a := Address{PostalCode: place.postal, Prefecture: place.prefecture, City: place.city, AreaCode: place.areaCode}
	town := pick(r, place.towns)
	a.Street = fmt.Sprintf("%s%d-%d-%d", town, 1+r.Uint64()%5, 1+r.Uint64()%30, 1+r.Uint64()%20)
	if r.Uint64()%3 > 0 {
		a.Building = fmt.Sprintf("%s%dF", pick(r, buildings), 1+r.Uint64()%24)
	}
	return a
}

// Department returns the department in which the ith person works.
func (p People) Department(i int) string { return pick(p.random(jobStream, i), departmentNames) }

// Title returns what the ith person is there, "" for many.
func (p People) Title(i int) string {
	r := p.random(jobStream, i)
	r.Uint64()
	return pick(r, titles)
}

// Tel returns the ith telephone number of an area.
func (p People) Tel(areaCode string, i int) string {
	return areaCode + "-0000-" + p.fourDigits(i)
}

// Mobile returns the ith mobile number.
func (p People) Mobile(i int) string {
	return [...]string{"090", "080", "070"}[i%3] + "-0000-" + p.fourDigits(i+1)
}

func (p People) fourDigits(i int) string {
	n := p.random(telStream, i).Uint64() % 10000
	return string([]byte{'0' + byte(n/1000), '0' + byte(n/100%10), '0' + byte(n/10%10), '0' + byte(n%10)})
}
