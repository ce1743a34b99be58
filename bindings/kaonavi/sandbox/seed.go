package sandbox

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"dandori/bindings/simulator"
)

// seeding makes a company from a seed.
type seeding struct {
	*company
	people simulator.People
	seed   uint64
}

// newCompany returns a company of size members: the same for the same seed, and
// its first members the same for every size.
func newCompany(seed uint64, size int) *company {
	c := &company{
		members:     simulator.NewKeyed(func(p *person) string { return p.Code }),
		departments: simulator.NewKeyed(byCode),
		users:       simulator.NewKeyed(byID),
		hooks:       simulator.NewKeyed(byHookID),
		permissions: map[string][]*permission{},
		blobs:       map[string]*blob{},
		secret:      binary.BigEndian.AppendUint64([]byte("kaonavi"), seed),
	}
	c.fields = c.memberFields()
	c.sheets = c.sheetsOf()
	for _, s := range c.sheets {
		s.rows = map[string]*rows{}
	}
	g := &seeding{company: c, people: simulator.NewPeople(seed), seed: seed}
	g.tree()
	for i := range max(size, 0) {
		g.member(i)
	}
	g.leaders()
	g.accounts()
	g.settings()
	return c
}

// tree is the departments of every sandbox: code, parent, name. Some codes have
// zeros that a spreadsheet would eat.
func (g *seeding) tree() {
	siblings := map[string]int{}
	for _, d := range [][3]string{
		{"D-10", "", "本社"}, {"0110", "D-10", "経営企画部"}, {"0120", "D-10", "人事部"},
		{"0121", "0120", "採用グループ"}, {"0122", "0120", "労務グループ"},
		{"D-20", "", "営業本部"}, {"0210", "D-20", "第一営業部"}, {"0220", "D-20", "第二営業部"}, {"0211", "0210", "金融グループ"},
		{"D-30", "", "東支社"}, {"D-31", "D-30", "横浜支店"}, {"D-32", "D-31", "窓口係"}, {"D-33", "D-30", "千葉支店"},
		{"D-40", "", "開発本部"}, {"0410", "D-40", "プロダクト開発部"}, {"0420", "D-40", "基盤技術部"},
	} {
		siblings[d[1]]++
		g.departments.Add(&department{Code: d[0], Parent: d[1], Name: d[2], Order: siblings[d[1]]})
	}
	g.departments.ByKey["D-30"].Memo = "2026年度に移転予定"
	g.sortDepartments()
}

// dice is the random numbers of the ith member.
type dice struct{ *rand.Rand }

func (g *seeding) dice(i int) dice { return dice{rand.New(rand.NewPCG(g.seed, uint64(i)))} }

func (d dice) pick(list []string) []string { return []string{list[d.IntN(len(list))]} }

// some draws up to most of the list, in its order.
func (d dice) some(list []string, most int) []string {
	var out []string
	for _, one := range list {
		if len(out) < most && d.IntN(2) == 0 {
			out = append(out, one)
		}
	}
	return out
}

// day draws a day in the years given.
func (d dice) day(first, last int) time.Time {
	start := time.Date(first, 1, 1, 0, 0, 0, 0, time.UTC)
	days := int(time.Date(last+1, 1, 1, 0, 0, 0, 0, time.UTC).Sub(start).Hours() / 24)
	return start.AddDate(0, 0, d.IntN(days))
}

func (g *seeding) member(i int) {
	d, name := g.dice(i), g.people.Name(i)
	entered := d.day(1995, 2024)
	gender := genders()[0]
	if name.Woman {
		gender = genders()[1]
	}
	p := &person{
		ID: i + 1, Code: g.people.Code(i), Updated: d.day(2024, 2025).Add(time.Duration(d.IntN(36000)) * time.Second),
		Texts: map[string]string{
			"name": name.Last + " " + name.First, "name_kana": name.LastKana + " " + name.FirstKana, "mail": g.people.Mail(i),
			enteredKey: entered.Format(dayLayout), genderKey: gender,
		},
	}
	if d.IntN(8) > 0 {
		p.Texts[birthdayKey] = entered.AddDate(-20-d.IntN(15), 0, -d.IntN(365)).Format(dayLayout)
	}
	if i%20 == 19 {
		p.Texts[retiredKey] = entered.AddDate(1, 0, d.IntN(200)).Format(dayLayout)
	}
	p.Department, p.Subs = g.departmentsOf(d, i)
	if d.IntN(3) == 0 {
		p.Face = &file{Name: p.Code + ".jpg", Key: seededFace + strconv.Itoa(i), At: p.Updated}
	}
	p.Values = g.basics(d, name, entered)
	g.members.Add(p)
	g.memberIDs++
	if p.Updated.After(g.membersAt) {
		g.membersAt = p.Updated
	}
	g.records(p, d, i)
}

// departmentsOf draws 主務 and 兼務; every twentieth member has neither.
func (g *seeding) departmentsOf(d dice, i int) (home string, subs []string) {
	all := g.departments.List
	n := d.IntN(len(all))
	if i%20 == 9 {
		return "", nil
	}
	for k := range max(0, d.IntN(8)-5) {
		subs = append(subs, all[(n+k+1)%len(all)].Code)
	}
	return all[n].Code, subs
}

func (g *seeding) basics(d dice, name simulator.Name, entered time.Time) values {
	v := values{}
	v.take(values{
		idUniform:   d.pick(uniforms()),
		idSkills:    d.some(skills(), 3),
		idContract:  {contracts()[max(0, d.IntN(8)-4)]},
		idTitle:     {titles()[min(4, d.IntN(10))]},
		idExtension: {fmt.Sprintf("%04d", d.IntN(10000))}, // with its zeros
		idCommute:   {strconv.Itoa(1000 * d.IntN(40))},
		idStart:     {entered.Format("2006-01")},
	})
	if d.IntN(3) > 0 {
		v[idIssued] = []string{entered.Format(dayLayout)}
	}
	if d.IntN(4) == 0 {
		v[idNote] = []string{"時短勤務\n2026年3月まで"}
		v[idProfile] = []string{"https://www.example.co.jp/people/" + name.LastRoman}
	}
	return v
}

// leaders gives each department the first of its members.
func (g *seeding) leaders() {
	for _, p := range g.members.List {
		if d := g.departments.ByKey[p.Department]; d != nil && d.Leader == "" {
			d.Leader = p.Code
		}
	}
}
