package sandbox

import (
	"fmt"
	"strconv"
	"time"
)

// put adds a record that the seed made.
func (g *seeding) put(id int, p *person, r *record) {
	s := g.sheetOf(strconv.Itoa(id))
	if s.rows[p.Code] == nil {
		s.rows[p.Code] = &rows{Updated: p.Updated}
	}
	s.rows[p.Code].Records = append(s.rows[p.Code].Records, r)
	if p.Updated.After(s.updated) {
		s.updated = p.Updated
	}
}

// records fills the sheets for the ith member. The third member holds two files
// of one name, as can come about on the screen.
func (g *seeding) records(p *person, d dice, i int) {
	for n := range d.IntN(4) {
		g.put(licenceSheet, p, g.licence(p, d, i, n))
	}
	if i == 2 {
		for n := range 2 {
			r := g.licence(p, d, i, 10+n)
			r.Files = map[int]*file{idProof: {Name: "認定証.pdf", Key: seededFile + strconv.Itoa(10+n), At: p.Updated}}
			g.put(licenceSheet, p, r)
		}
	}
	if d.IntN(10) < 8 {
		g.put(contactSheet, p, g.contact(p, d, i))
	}
	for n := range d.IntN(3) {
		g.put(gradeSheet, p, grade(d, n))
	}
}

func (g *seeding) licence(p *person, d dice, i, n int) *record {
	licences := []string{"TOEIC 950点", "日商簿記検定2級", "基本情報技術者", "衛生管理者(第一種)", "宅地建物取引士", "中小企業診断士"}
	got := d.day(2005, 2024)
	r := &record{Values: values{
		idLicence: d.pick(licences),
		idGot:     {got.Format(dayLayout)},
		idNumber:  {fmt.Sprintf("%08d", d.IntN(100000000))},
		idSort:    d.pick(sorts()),
	}}
	if d.IntN(2) == 0 {
		r.Values[idValid] = []string{got.AddDate(5, 0, 0).Format("2006-01")}
	}
	if d.IntN(3) == 0 {
		name := fmt.Sprintf("認定証_%s_%d.pdf", p.Code, n+1)
		r.Files = map[int]*file{idProof: {Name: name, Key: seededFile + strconv.Itoa(100*i+n), At: p.Updated}}
	}
	return r
}

func (g *seeding) contact(p *person, d dice, i int) *record {
	relative := g.people.Name(100000 + i)
	r := &record{Values: values{
		idContact:  {relative.Last + " " + relative.First},
		idRelation: d.pick(relations()),
	}}
	if d.IntN(5) > 0 {
		r.Values[idTel] = []string{g.people.Mobile(i)}
	}
	if d.IntN(4) == 0 {
		r.Values[idRemark] = []string{"平日は18時以降\n週末は終日"}
		r.Files = map[int]*file{idIdentity: {Name: "確認書類_" + p.Code + ".pdf", Key: seededFile + strconv.Itoa(100*i+99), At: p.Updated}}
	}
	return r
}

func grade(d dice, n int) *record {
	r := &record{Values: values{
		idTerm:   {time.Date(2025, time.Month(4-6*n), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")},
		idGrade:  d.pick(grades()),
		idPoints: {strconv.Itoa(50 + d.IntN(51))},
		idTalk:   {d.day(2025, 2025).Format(dayLayout)},
	}}
	r.Values.take(values{idStrengths: d.some(strengths(), 4)})
	if d.IntN(2) == 0 {
		r.Values[idComment] = []string{"目標を達成した。\n来期はリーダーを任せたい。"}
		r.Values[idAnswer] = []string{"\"挑戦\"を続けます。"}
	}
	return r
}

// accounts are an administrator without a member, and every fourth member.
func (g *seeding) accounts() {
	g.account(&user{Email: "admin@example.co.jp", Role: 1}, 0)
	for i, p := range g.members.List {
		if i%4 > 0 {
			continue
		}
		u := &user{Email: p.Texts["mail"], Member: p.Code, Role: 2 + i/4%2}
		if i == 0 {
			u.Role = 1
		}
		g.account(u, i+1)
	}
}

func (g *seeding) account(u *user, i int) {
	d := g.dice(i | 1<<40)
	g.userIDs++
	u.ID, u.Active = g.userIDs, d.IntN(10) > 0
	u.Password = fmt.Sprintf("Sandbox%04d", d.IntN(10000))
	u.Smartphone, u.Locked = d.IntN(2) == 0, d.IntN(20) == 0
	if d.IntN(5) > 0 {
		at := d.day(2025, 2025).Add(time.Duration(d.IntN(36000)) * time.Second)
		u.LastLogin = &at
	}
	g.users.Add(u)
}

// settings are a few advanced permissions and a webhook.
func (g *seeding) settings() {
	for n, u := range g.users.List {
		if n == 0 || n > 3 {
			continue
		}
		p := &permission{User: u.ID}
		for i := n; i < len(g.members.List) && len(p.Add) < 2; i += 3 {
			p.Add = append(p.Add, g.members.List[i].Code)
		}
		g.permissions["member"] = append(g.permissions["member"], p)
		g.permissions["department"] = append(g.permissions["department"], &permission{User: u.ID, Add: []string{"0120"}, Exclude: []string{"0121"}})
	}
	at := time.Date(2025, 4, 1, 0, 30, 0, 0, time.UTC)
	g.hookIDs++
	g.hooks.Add(&hook{ID: 1, URL: "https://hooks.example.co.jp/kaonavi", Events: events()[:2], Secret: "sandbox-secret", Created: at, Updated: at})
}
