package sandbox

import (
	"fmt"
	"math/rand/v2"
	"time"

	"dandori/bindings/simulator"
)

// seeding makes a company from a seed.
type seeding struct {
	company *company
	people  simulator.People
	seed    uint64
}

// newCompany returns a company of size members: the same for the same seed, and
// its first members the same for every size.
func newCompany(seed uint64, size int) *company {
	g := &seeding{
		seed:   seed,
		people: simulator.NewPeople(seed),
		company: &company{
			members:     simulator.NewKeyed(func(m *member) string { return m.code }),
			users:       simulator.NewKeyed(func(u *user) string { return u.email }),
			sheets:      layout(),
			departments: newTree(),
		},
	}
	g.departments()
	for i := range max(size, 0) {
		g.member(i)
	}
	g.leaders()
	g.users()
	return g.company
}

// departments are the tree of every sandbox: code, parent, name.
func (g *seeding) departments() {
	for _, d := range [][3]string{
		{"100", "", "経営企画本部"}, {"110", "100", "経営企画部"}, {"120", "100", "人事部"},
		{"121", "120", "採用グループ"}, {"122", "120", "労務グループ"},
		{"200", "", "営業本部(salesDiv.)"}, {"201", "200", "第一営業部"}, {"202", "200", "第二営業部"},
		{"211", "201", "金融グループ"}, {"212", "201", "ITグループ"}, {"213", "202", "製造グループ"},
		{"300", "", "開発本部"}, {"310", "300", "プロダクト開発部"}, {"320", "300", "基盤技術部"},
		{"400", "", "管理本部"}, {"410", "400", "経理部"}, {"420", "400", "法務部"}, {"430", "400", "総務部"},
	} {
		g.company.departments.add(&department{code: d[0], parent: d[1], name: d[2]})
	}
	g.company.departments.byCode["200"].memo = "2017年度売上目標:100億"
}

// draw is the random numbers of the ith member; pick draws from a list.
type draw struct{ *rand.Rand }

func (d draw) pick(list []string) string { return list[d.IntN(len(list))] }

// day draws a day in the years given.
func (d draw) day(first, last int) time.Time {
	start := time.Date(first, 1, 1, 0, 0, 0, 0, time.UTC)
	days := int(time.Date(last+1, 1, 1, 0, 0, 0, 0, time.UTC).Sub(start).Hours() / 24)
	return start.AddDate(0, 0, d.IntN(days))
}

func (g *seeding) member(i int) {
	d := draw{rand.New(rand.NewPCG(g.seed, uint64(i)))}
	name := g.people.Name(i)
	m := &member{
		code: fmt.Sprintf("a%04d", i+1),
		name: name.Last + " " + name.First,
		kana: name.LastKana + " " + name.FirstKana,
	}
	g.company.members.Add(m)
	joined := d.day(1995, 2024)
	g.put(basicSheet, m, d, g.basics(i, name, joined, d))
	if d.IntN(2) == 0 {
		g.put(licenceSheet, m, d, licence(joined, d))
	}
	for range d.IntN(4) {
		g.put(careerSheet, m, d, g.career(joined, d))
	}
	if d.IntN(10) < 8 {
		g.put(gradeSheet, m, d, grade(d))
	}
}

// put files a record under a member.
func (g *seeding) put(sheet string, m *member, d draw, values map[int]string) {
	r := &record{values: values, by: "カオナビ管理者", at: d.day(2023, 2024).Add(time.Duration(d.IntN(10*60*60)) * time.Second)}
	for id, value := range values {
		if value == "" {
			delete(values, id)
		}
	}
	s := g.company.sheets[sheet]
	s.records[m.code] = append(s.records[m.code], r)
}

func (g *seeding) basics(i int, name simulator.Name, joined time.Time, d draw) map[int]string {
	codes := g.company.departments.order
	home := 1 + d.IntN(len(codes)-1)
	second := ""
	if d.IntN(10) == 0 {
		second = codes[(home+1)%len(codes)]
	}
	sex := sexes()[0]
	if name.Woman {
		sex = sexes()[1]
	}
	return map[int]string{
		colDepartment: codes[home],
		colSecond:     second,
		colTitle:      titles()[min(4, d.IntN(10))],
		colContract:   contracts()[max(0, d.IntN(8)-4)],
		colSex:        sex,
		colBirth:      joined.AddDate(-20-d.IntN(15), 0, -d.IntN(365)).Format(slashDate),
		colJoined:     joined.Format(slashDate),
		colMail:       g.people.Mail(i),
		colExtension:  fmt.Sprintf("%04d", d.IntN(10000)), // with its zeros
		colUniform:    d.pick(uniforms()),
	}
}

func licence(joined time.Time, d draw) map[int]string {
	got := joined.AddDate(d.IntN(5), d.IntN(12), 0)
	expires := ""
	if d.IntN(2) == 0 {
		expires = got.AddDate(5, 0, 0).Format(slashDate)
	}
	return map[int]string{
		colGot:     got.Format(slashDate),
		colLicence: d.pick([]string{"TOEIC 950点", "TOEIC 730点", "日商簿記検定2級", "基本情報技術者", "応用情報技術者", "衛生管理者(第一種)", "宅地建物取引士", "中小企業診断士"}),
		colNumber:  fmt.Sprintf("%08d", d.IntN(100000000)),
		colExpires: expires,
	}
}

func (g *seeding) career(joined time.Time, d draw) map[int]string {
	left := joined.AddDate(-d.IntN(3), -d.IntN(12), 0)
	return map[int]string{
		colFrom:    left.AddDate(-1-d.IntN(5), 0, 0).Format(slashDate),
		colTo:      left.Format(slashDate),
		colCompany: g.people.Company(d.IntN(500)).Name,
		colWork:    d.pick([]string{"法人営業\n新規開拓を担当", "経理業務全般", "Webアプリケーションの開発", "採用・労務", "店舗運営,在庫管理", "プロジェクト管理(10名規模)"}),
	}
}

func grade(d draw) map[int]string {
	return map[int]string{
		colGrade:   d.pick(grades()),
		colPoints:  fmt.Sprint(50 + d.IntN(51)),
		colTalk:    d.day(2024, 2024).Format(slashDate),
		colComment: d.pick([]string{"", "目標を達成した。", "後輩の育成に貢献した。\n来期はリーダーを任せたい。", "\"挑戦\"を続けている。"}),
	}
}

// leaders gives each department the first of its members.
func (g *seeding) leaders() {
	for _, m := range g.company.members.List {
		home := g.company.sheets[basicSheet].records[m.code][0].values[colDepartment]
		if d := g.company.departments.byCode[home]; d.leader == "" {
			d.leader = m.code
		}
	}
}

// users are an administrator and every fourth member.
func (g *seeding) users() {
	g.user(&user{email: "admin@example.co.jp", name: "カオナビ管理者", kind: administrator, role: roles()[0]}, 0)
	for i, m := range g.company.members.List {
		if i%4 > 0 {
			continue
		}
		u := &user{email: g.people.Mail(i), memberCode: m.code, name: m.name, kind: ordinary, role: roles()[1+i/4%2]}
		if i == 0 {
			u.kind, u.role = administrator, roles()[0]
		}
		g.user(u, i+1)
	}
}

func (g *seeding) user(u *user, i int) {
	d := draw{rand.New(rand.NewPCG(g.seed, uint64(i)|1<<40))}
	created := d.day(2016, 2022).Add(time.Duration(d.IntN(10*60*60)) * time.Second)
	u.password = "Sandbox" + fmt.Sprintf("%04d", d.IntN(10000))
	u.created, u.passwordAt = dashed(created), dashed(created.Add(5*time.Minute))
	if d.IntN(5) > 0 {
		u.lastLogin = dashed(created.AddDate(0, d.IntN(12), 0))
	}
	u.flags = [4]bool{true, false, d.IntN(2) == 0, false}
	u.by, u.at = roles()[0], slashed(created.AddDate(0, 6, 0))
	g.company.users.Add(u)
}
