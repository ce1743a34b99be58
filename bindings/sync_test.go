package bindings

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/engine"
)

// morning is one run of sync-organization, after somebody has changed something.
type morning struct {
	tree, members []string // Kaonavi's from now on; nil: as they were
	theirs, users []string // Sansan's from now on, likewise
	answer        string   // in place of Kaonavi's list of departments
	params        []string
	forgets       bool     // the state was lost
	does          []string // the rows of the report, in any order
	fails         []string // what the error says; nothing is sent then
	after         []string // Sansan's company afterwards; nil: not looked at
}

var (
	tree    = []string{"D-10|本社", "0120|人事部|D-10", "0121|採用課|0120"}
	members = []string{"E1|山田 太郎|yamada@x.jp|0120", "E2|鈴木 花子|suzuki@x.jp|0121;D-10"}
	// As these two leave Sansan.
	synced = []string{"0000000100|本社|", "0000000101|人事部|0000000100", "0000000102|採用課|0000000101"}
	people = []string{"E1|山田 太郎|yamada@x.jp|0000000101", "E2|鈴木 花子|suzuki@x.jp|0000000102;0000000100"}
	first  = morning{tree: tree, members: members, theirs: []string{}, users: []string{admin}}
)

const admin = "admin|管理者|admin@x.jp||1"

const adminNow = "admin|管理者|admin@x.jp|"

func with(rows []string, more ...string) []string { return append(rows[:len(rows):len(rows)], more...) }

// TestSyncOrganization goes through small stories, morning by morning. Each run
// is rehearsed before it is made, and made again after it: neither of these writes anything.
func TestSyncOrganization(t *testing.T) {
	root := project(t)
	w, program := example(t, root, "sync-organization")
	for name, story := range map[string][]morning{
		"an empty Sansan": {
			{tree: tree, members: members, theirs: []string{}, users: []string{admin},
				does: []string{
					"追加 部署 D-10 本社", "追加 部署 0120 人事部", "追加 部署 0121 採用課", "追加 ユーザー E1 山田 太郎", "追加 ユーザー E2 鈴木 花子",
					"カオナビに無い ユーザー admin 管理者",
				},
				after: with(with(synced, people...), adminNow)},
		},
		"what is there is found: departments by their path, users by number and by mail": {
			{tree: tree, members: members,
				theirs: []string{"0000000001|本社", "0000000002|人事部|0000000001", "0000000003|採用課"},
				users:  []string{"e1|山田 太郎|old@x.jp|0000000002", "hanako|鈴木 花子|SUZUKI@x.jp|0000000001;0000000003"},
				does: []string{
					"追加 部署 0121 採用課", "変更 ユーザー E1 山田 太郎 email old@x.jp yamada@x.jp",
					"異動 ユーザー E2 鈴木 花子 departmentId D-10;0000000003 0121;D-10;0000000003", "カオナビに無い 部署 0000000003 採用課",
				},
				after: []string{
					"0000000001|本社|", "0000000002|人事部|0000000001", "0000000003|採用課|", "0000000100|採用課|0000000002",
					"e1|山田 太郎|yamada@x.jp|0000000002", "hanako|鈴木 花子|SUZUKI@x.jp|0000000100;0000000001;0000000003",
				}},
			// By now their ids are known: a new mail does not lose her.
			{members: []string{members[0], "E2|鈴木 花子|hanako@x.jp|0121;D-10"},
				does: []string{"変更 ユーザー E2 鈴木 花子 email SUZUKI@x.jp hanako@x.jp", "カオナビに無い 部署 0000000003 採用課"}},
			{params: []string{"keepOthers=false"},
				does: []string{"異動 ユーザー E2 鈴木 花子 departmentId 0121;D-10;0000000003 0121;D-10", "カオナビに無い 部署 0000000003 採用課"}},
		},
		"a state that was lost is found again": {
			first,
			{forgets: true, does: []string{"カオナビに無い ユーザー admin 管理者"}, after: with(with(synced, people...), adminNow)},
		},
		"renamed, moved, a subtree moved": {
			first,
			{tree: []string{"D-10|本社", "0120|人事総務部|D-10", "0121|採用課|0120"},
				does: []string{"変更 部署 0120 人事総務部 departmentName 人事部 人事総務部", "カオナビに無い ユーザー admin 管理者"}},
			{tree: []string{"D-10|本社", "D-20|管理本部", "0120|人事総務部|D-20", "0121|採用課|0120"},
				does: []string{"追加 部署 D-20 管理本部", "移動 部署 0120 人事総務部 parentDepartmentId D-10 D-20", "カオナビに無い ユーザー admin 管理者"}},
			{tree: []string{"D-10|本社", "D-20|管理本部", "0120|人事総務部", "0121|採用課|D-10"},
				does: []string{
					"移動 部署 0120 人事総務部 parentDepartmentId D-20", "移動 部署 0121 採用課 parentDepartmentId 0120 D-10", "カオナビに無い ユーザー admin 管理者",
				},
				after: with(with([]string{"0000000100|本社|", "0000000101|人事総務部|", "0000000102|採用課|0000000100", "0000000103|管理本部|"}, people...), adminNow)},
		},
		"parent and child change places": {
			first,
			{tree: []string{"0121|採用課", "0120|人事部|0121", "D-10|本社|0120"},
				does: []string{
					"移動 部署 0121 採用課 parentDepartmentId 0120", "移動 部署 0120 人事部 parentDepartmentId D-10 0121", "移動 部署 D-10 本社 parentDepartmentId 0120",
					"カオナビに無い ユーザー admin 管理者",
				},
				after: with(with([]string{"0000000100|本社|0000000101", "0000000101|人事部|0000000102", "0000000102|採用課|"}, people...), adminNow)},
		},
		"a user moves; a blank erases nothing": {
			first,
			{members: []string{"E1|山田 太郎|yamada@x.jp|0121", "E2|鈴木 花子||"},
				does: []string{"異動 ユーザー E1 山田 太郎 departmentId 0120 0121", "カオナビに無い ユーザー admin 管理者"}},
			{params: []string{"subDepartments=false"}, members: with(members[1:], members[0]),
				does: []string{
					"異動 ユーザー E1 山田 太郎 departmentId 0121 0120", "異動 ユーザー E2 鈴木 花子 departmentId 0121;D-10 0121", "カオナビに無い ユーザー admin 管理者",
				}},
		},
		"who cannot be told apart is left alone": {
			{tree: tree, theirs: []string{}, users: []string{"taro|山田 太郎|info@x.jp|"},
				members: []string{"E1|山田 太郎|info@x.jp|0120", "E2|山田 次郎|INFO@x.jp|0120", "E3|山田 三郎||0120", "E4|山田 四郎|shiro@x.jp|"},
				fails:   []string{"1 件の問題", "社員番号 E1、E2: メールが同じです"}},
			{params: []string{"sharedMail=skip"},
				does: []string{
					"追加 部署 D-10 本社", "追加 部署 0120 人事部", "追加 部署 0121 採用課",
					"見送り ユーザー E1 山田 太郎 メールがほかの人と同じです(E1、E2)", "見送り ユーザー E2 山田 次郎 メールがほかの人と同じです(E1、E2)",
					"見送り ユーザー E3 山田 三郎 メールがありません", "見送り ユーザー E4 山田 四郎 所属がありません", "カオナビに無い ユーザー taro 山田 太郎",
				},
				after: with(synced, "taro|山田 太郎|info@x.jp|")},
		},
		"leavers stay until params say otherwise": {
			{tree: tree, theirs: []string{}, users: []string{admin}, members: with(members, "E3|退職 予定|e3@x.jp|0120", "E4|佐藤 一郎|e4@x.jp|0120")},
			{members: []string{members[0], "E2|鈴木 花子|suzuki@x.jp|0121;D-10|2026-01-31", "E3|退職 予定|e3@x.jp|0120|2099-03-31"},
				does: []string{"退職 ユーザー E2 鈴木 花子", "退職 ユーザー E4 佐藤 一郎", "カオナビに無い ユーザー admin 管理者"}},
			{params: []string{"removeLeavers=true", "remove=1"}, fails: []string{"退職者 2 人を削除することになりますが、1 人まで", "社員番号 E2、E4"}},
			{params: []string{"removeLeavers=true", "remove=2"},
				does:  []string{"削除 ユーザー E2 鈴木 花子", "削除 ユーザー E4 佐藤 一郎", "カオナビに無い ユーザー admin 管理者"},
				after: with(synced, people[0], "E3|退職 予定|e3@x.jp|0000000101", adminNow)},
		},
		"an administrator never goes": {
			{tree: tree, members: []string{"E1|山田 太郎|yamada@x.jp|0120|2026-01-31"}, theirs: []string{}, users: []string{"E1|山田 太郎|yamada@x.jp||1"}, params: []string{"removeLeavers=true", "remove=1"},
				does: []string{"追加 部署 D-10 本社", "追加 部署 0120 人事部", "追加 部署 0121 採用課", "退職 ユーザー E1 山田 太郎 システム管理者は削除しません"}},
		},
		"a new number is the same person when mail and name are; else it is nobody's guess": {
			first,
			{members: []string{"E91|山田 太郎|yamada@x.jp|0120", members[1]}, does: []string{"カオナビに無い ユーザー admin 管理者"}},
			{members: []string{"E91|山田 太郎|yamada@x.jp|0120", "E92|別 人|suzuki@x.jp|0120"}, fails: []string{"社員番号 E92: メール suzuki@x.jp は、社員番号 E2 の Sansan ユーザー E2 が使っています"}},
		},
		"all that is wrong, at once, by Kaonavi's codes": {
			{tree: []string{"D-10|本社", "0120|" + strings.Repeat("長", 31) + "|D-10", "0121|採用課|D-10"}, theirs: []string{}, users: []string{"x|よその人|taken@x.jp|"},
				members: []string{"社員1|山田 太郎|yamada@x.jp|0120", "E2|鈴木 花子|全角@x.jp|0120", "E3|佐藤 一郎|sato@x.jp|0121", "E4|" + strings.Repeat("長", 61) + "|e4@x.jp|0121"},
				fails: []string{
					"4 件の問題", "所属 0120 departmentName: has 31 characters, at most 30", "社員番号 社員1 userId: may not hold the character '社'",
					"社員番号 E2 email: may not hold the character '全'", "社員番号 E4 userName: has 61 characters, at most 60",
				},
				after: []string{"x|よその人|taken@x.jp|"}},
		},
		"departments of one name, and no telling which": {
			{tree: []string{"1|本社", "2|営業|1", "3|営業|1"}, members: members[:0:0], theirs: []string{"0000000001|本社", "0000000002|営業|0000000001"}, users: []string{admin},
				answer: "", fails: []string{"メンバーが 1 件も読めません"}},
			{members: []string{"E1|山田 太郎|yamada@x.jp|2"}, fails: []string{"所属 2、3: 「本社 > 営業」が複数あり(Sansan の 0000000002)"}},
		},
		"a tree that is none": {
			{tree: tree, members: members, theirs: []string{}, users: []string{admin},
				answer: `{"department_data":[{"code":"D-10","name":"本社","parent_code":"0121","leader_member_code":null,"order":1,"memo":null},
					{"code":"0120","name":"人事部","parent_code":"D-10","leader_member_code":null,"order":2,"memo":null},
					{"code":"0121","name":"採用課","parent_code":"0120","leader_member_code":null,"order":3,"memo":null},
					{"code":"9","name":"迷子","parent_code":"8","leader_member_code":null,"order":4,"memo":null}]}`,
				fails: []string{"所属 D-10: 親をたどると自分に戻ります", "所属 0121: 親をたどると自分に戻ります", "所属 9: 親の所属 8 がカオナビにありません"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(time.Date(2026, 4, 1, 6, 0, 0, 0, time.UTC)))
				n := newNeighbours(t, root, w, program)
				for i, m := range story {
					t.Logf("morning %d", i+1)
					n.morning(m)
				}
			})
		})
	}
}

// TestSyncOrganizationOfAThousand counts the requests for 1,000 members in 100 departments.
func TestSyncOrganizationOfAThousand(t *testing.T) {
	root := project(t)
	w, program := example(t, root, "sync-organization")
	synctest.Test(t, func(t *testing.T) {
		n := newNeighbours(t, root, w, program)
		m := morning{theirs: []string{}, users: []string{admin}}
		for i := range 100 {
			parent := ""
			if i > 0 {
				parent = fmt.Sprintf("%04d", (i-1)/3)
			}
			m.tree = append(m.tree, fmt.Sprintf("%04d|部署%d|%s", i, i, parent))
		}
		for i := range 1000 {
			m.members = append(m.members, fmt.Sprintf("E%d|社員 %d|e%d@x.jp|%04d", i, i, i, i%100))
		}
		n.stage(m)
		for _, most := range []int{40, 6} {
			n.judged("the run", m, n.run(false))
			if n.requests > most {
				t.Errorf("%d requests", n.requests)
			}
			t.Logf("%d requests", n.requests)
		}
		if len(n.now()) != 1101 {
			t.Errorf("%d rows at Sansan", len(n.now()))
		}
	})
}

// morning sets the stage, rehearses, runs, and runs again.
func (n *neighbours) morning(m morning) {
	n.Helper()
	n.stage(m)
	before := n.imports()
	rehearsed := n.run(true, m.params...)
	n.judged("the rehearsal", m, rehearsed)
	if n.imports() != before {
		n.Error("the rehearsal wrote")
	}
	ran := n.run(false, m.params...)
	n.judged("the run", m, ran)
	if m.fails != nil && n.imports() != before {
		n.Error("it wrote, although something is wrong")
	}
	if m.after != nil {
		n.same("Sansan afterwards", n.now(), m.after)
	}
	if m.fails != nil {
		return
	}
	if rehearsed.planned != ran.planned {
		n.Errorf("the rehearsal planned %d changes, the run made %d", rehearsed.planned, ran.planned)
	}
	before = n.imports()
	again := n.run(false, m.params...)
	if again.State != engine.Succeeded || n.imports() != before || again.planned != 0 {
		n.Errorf("the second run: %s %+v, %d imports, %d changes planned: %s", again.State, again.Failure, n.imports()-before, again.planned, strings.Join(again.report, "\n"))
	}
	if writes := n.kaonavi.Counts().Writes; writes != 0 {
		n.Errorf("%d writes to Kaonavi", writes)
	}
}

func (n *neighbours) stage(m morning) {
	n.Helper()
	if m.tree != nil {
		n.tree = m.tree
	}
	if m.members != nil {
		n.people = m.members
	}
	n.ours(n.tree, n.people)
	if m.forgets {
		clear(n.memory)
	}
	if m.theirs != nil {
		n.theirs(m.theirs, m.users)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.answers = map[string]string{"/v2.0/departments": m.answer}
}

func (n *neighbours) judged(what string, m morning, got outcome) {
	n.Helper()
	if m.fails == nil {
		if got.State != engine.Succeeded {
			n.Fatalf("%s: %s %+v", what, got.State, got.Failure)
		}
		if m.does != nil {
			n.same(what, got.report, m.does)
		}
		return
	}
	if got.State != engine.Failed {
		n.Fatalf("%s ended as %s", what, got.State)
	}
	for _, part := range m.fails {
		if !strings.Contains(got.Failure.Message.En, part) {
			n.Errorf("%s does not say %q:\n%s", what, part, got.Failure.Message.En)
		}
	}
}

// same compares rows without their order.
func (n *neighbours) same(what string, got, want []string) {
	n.Helper()
	left := map[string]int{}
	for _, row := range want {
		left[row]++
	}
	for _, row := range got {
		left[row]--
	}
	for row, count := range left {
		if count > 0 {
			n.Errorf("%s lacks: %s", what, row)
		} else if count < 0 {
			n.Errorf("%s has: %s", what, row)
		}
	}
}
