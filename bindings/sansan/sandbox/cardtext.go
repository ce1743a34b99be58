package sandbox

import (
	"strconv"
	"time"
)

// cardText is what is printed on a card, "" for what is not. It is made from the
// card's number whenever somebody looks.
type cardText struct {
	last, first, lastKana, firstKana, department, title string
	email, mobile, company, country, postal             string
	prefecture, city, street, building                  string
	tel, secondTel, fax, url, memo                      string
	companyNumber                                       int
}

// text returns what is printed on c; nothing while its entry is not completed.
func (s *Sandbox) text(c *card) cardText {
	t := cardText{companyNumber: c.person % len(s.companies)}
	if c.status != "completed" {
		return t
	}
	if c.person%500 == 499 {
		return foreigner(t)
	}
	name, company, address := s.people.Name(c.person), s.companies[t.companyNumber].Company, s.companies[t.companyNumber].Address
	t.last, t.first = name.Last, name.First
	t.company, t.country = company.Name, "JP"
	t.department = s.people.Department(c.n)
	t.title = s.people.Title(c.n)
	t.postal, t.prefecture, t.city, t.street, t.building = address.PostalCode, address.Prefecture, address.City, address.Street, address.Building
	t.tel = s.people.Tel(address.AreaCode, t.companyNumber)
	dice := dice(s.options.Seed+1, c.n)
	if dice(10) < 7 {
		t.lastKana, t.firstKana = name.LastKana, name.FirstKana
	}
	if dice(20) > 0 {
		t.email = name.LastRoman + "." + name.FirstRoman + "@" + company.Domain
	}
	if dice(10) < 6 {
		t.mobile = s.people.Mobile(c.person)
	}
	s.extras(&t, dice, address.AreaCode, company.Domain)
	if c.touched {
		t.memo = "更新しました"
	}
	return t
}

// extras fills what many cards do without, and empties what few do.
func (s *Sandbox) extras(t *cardText, dice func(int) int, areaCode, domain string) {
	if dice(10) == 0 {
		t.secondTel = s.people.Tel("0120", t.companyNumber+1)
	}
	if dice(10) < 6 {
		t.fax = s.people.Tel(areaCode, t.companyNumber+2)
	}
	if dice(10) < 8 {
		t.url = "http://www." + domain
	}
	if dice(10) < 3 {
		t.memo = [...]string{"セミナーで名刺交換", "展示会で名刺交換。\n後日あらためてご連絡", `"至急" とのこと`}[dice(3)]
	}
	if dice(60) == 0 {
		t.company, t.department = "", ""
	}
	if dice(60) == 0 {
		t.first, t.firstKana = "", ""
	}
}

// foreigner is a card that careless code trips over: the family name is Null.
func foreigner(t cardText) cardText {
	t.last, t.first, t.company, t.country = "null", "Christopher", "Null Island Surveys, Ltd.", "GB"
	t.title, t.street, t.tel, t.email = `Director, "Maps"`, "1 Meridian Street", "+44-20-0000-0000", "null@surveys.example.com"
	return t
}

// append writes the card as JSON.
func (c *card) append(b []byte, s *Sandbox) []byte {
	if !s.options.Cache {
		return c.encode(b, s)
	}
	encoded := c.encoded.Load()
	if encoded == nil {
		fresh := c.encode(nil, s)
		encoded = &fresh
		c.encoded.Store(encoded)
	}
	return append(b, *encoded...)
}

// encode writes the card as JSON, its properties in the order of the document's schema.
func (c *card) encode(b []byte, s *Sandbox) []byte {
	t, nulls := s.text(c), s.options.Variants.Nulls
	put := func(name, value string) { b = appendText(b, name, value, nulls) }
	b = s.ids.append(append(b, `{"id":"`...), cardID, c.n)
	b = s.ids.append(append(b, `","companyId":"`...), companyID, t.companyNumber)
	b = s.ids.append(append(b, `","personId":"`...), personID, c.person)
	b = append(b, '"')
	put("exchangeDate", day(c.exchanged))
	b = s.appendTime(append(b, `,"registeredTime":"`...), c.registered)
	b = s.appendTime(append(b, `","updatedTime":"`...), c.updated)
	b = append(b, `","owner":`...)
	b = append(b, s.owners[c.owner]...)
	for _, p := range [...]struct{ name, value string }{
		{"lastName", t.last}, {"firstName", t.first}, {"lastNameReading", t.lastKana}, {"firstNameReading", t.firstKana},
		{"departmentName", t.department}, {"title", t.title}, {"email", t.email}, {"mobile", t.mobile},
		{"companyName", t.company}, {"countryCode", t.country}, {"postalCode", t.postal}, {"address", t.address()},
		{"prefecture", t.prefecture}, {"city", t.city}, {"street", t.street}, {"building", t.building},
		{"tel", t.tel}, {"secondTel", t.secondTel}, {"fax", t.fax}, {"url", t.url}, {"memo", t.memo},
	} {
		put(p.name, p.value)
	}
	b = append(append(b, `,"entryStatus":"`...), c.status...)
	b = strconv.AppendBool(append(b, `","isUserCreated":`...), c.typed)
	if s.options.Variants.ExtraFields {
		b = append(b, `,"nickname":{"of":["a later version"]}`...)
	}
	return append(b, '}')
}

// address is the other fields in one; the document's sample has a space before the building.
func (t *cardText) address() string {
	a := t.prefecture + t.city + t.street
	if t.building != "" {
		a += " " + t.building
	}
	return a
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func (s *Sandbox) appendTime(b []byte, t time.Time) []byte {
	if s.options.Variants.ZuluTimes {
		t = t.UTC()
	}
	return t.AppendFormat(b, time.RFC3339)
}

// appendText writes ,"name":"value"; what is blank is null.
func appendText(b []byte, name, value string, nulls Nulls) []byte {
	if value == "" && nulls == NullAbsent {
		return b
	}
	b = append(append(append(b, ',', '"'), name...), '"', ':')
	switch {
	case value != "":
		return appendString(b, value)
	case nulls == NullText:
		return append(b, `"null"`...)
	default:
		return append(b, "null"...)
	}
}

// appendString writes a JSON string. What the seed makes has no control
// characters but the line feed.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := range len(s) {
		switch s[i] {
		case '"', '\\':
			b = append(append(b, s[from:i]...), '\\', s[i])
			from = i + 1
		case '\n':
			b = append(append(b, s[from:i]...), '\\', 'n')
			from = i + 1
		}
	}
	return append(append(b, s[from:]...), '"')
}
