package sandbox

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The parameters of a department's row besides its levels (document 2.6).
const (
	keyLeader     = "leader_member_code"
	keyLeaderName = "leader_member_name"
	keyMemo       = "memo"
)

func codeKey(level int) string { return "department_code" + strconv.Itoa(level) }
func nameKey(level int) string { return "department_name" + strconv.Itoa(level) }

// readDepartments is function 5.
func (s *Sandbox) readDepartments(q *request) answer {
	if q.dryRun {
		return ok(object{{"status", stateOK}, {"headers", departmentHeaders(s.company.departments.depth())}})
	}
	rows := []object{}
	for _, d := range s.company.departments.walk() {
		rows = append(rows, s.company.departmentRow(d))
	}
	return answer{status: http.StatusOK, body: object{{"status", stateOK}, {"departments", rows}}}
}

func departmentHeaders(depth int) object {
	var o object
	for level := 1; level <= depth; level++ {
		n := strconv.Itoa(level)
		o = append(o, field{codeKey(level), "所属コード" + n}, field{nameKey(level), "所属名" + n})
	}
	return append(o, field{keyLeader, "責任者社員番号"}, field{keyLeaderName, "責任者氏名"}, field{keyMemo, "メモ"})
}

// departmentRow is one row a department, with the levels above it.
func (c *company) departmentRow(d *department) object {
	var o object
	for i, up := range c.departments.path(d) {
		o = append(o, field{codeKey(i + 1), up.code}, field{nameKey(i + 1), up.name})
	}
	leader := ""
	if m := c.members.ByKey[d.leader]; m != nil {
		leader = m.name
	}
	return append(o, field{keyLeader, d.leader}, field{keyLeaderName, leader}, field{keyMemo, d.memo})
}

func (s *Sandbox) overwriteDepartments(q *request) answer { return s.writeDepartments(q, overwrite) } // function 6
func (s *Sandbox) addDepartments(q *request) answer       { return s.writeDepartments(q, add) }       // function 7

func (s *Sandbox) writeDepartments(q *request, m mode) answer {
	return s.write(q, &departmentChange{mode: m, rows: q.rows}, asString)
}

// departmentChange replaces the tree or adds to it.
type departmentChange struct {
	mode mode
	rows []row
}

func (w *departmentChange) sent() []row { return w.rows }

func (w *departmentChange) prepare(c *company, _ time.Time) (func(), []string) {
	k := &check{list: listDepartments}
	next := newTree()
	if w.mode == add {
		next = c.departments.clone()
	}
	for k.i, k.row = range w.rows {
		k.only(isDepartmentKey)
		if d := k.grow(k.levels(), next); d != nil {
			d.leader, d.memo = k.text(keyLeader), k.text(keyMemo)
			k.text(keyLeaderName) // the name is the member's, whatever is sent
			if d.leader != "" && !c.members.Has(d.leader) {
				k.wrong(keyLeader, "社員番号が存在しません。")
			}
		}
	}
	return func() { c.setDepartments(next) }, k.problems
}

func (c *company) setDepartments(next *tree) {
	for _, d := range next.byCode {
		d.implied = false
	}
	c.departments = next
	c.leaveLostDepartments()
}

func isDepartmentKey(key string) bool {
	for _, prefix := range []string{"department_code", "department_name"} {
		if number, ok := strings.CutPrefix(key, prefix); ok {
			n, err := strconv.Atoi(number)
			return err == nil && n > 0 && strconv.Itoa(n) == number
		}
	}
	return key == keyLeader || key == keyLeaderName || key == keyMemo
}

// level is one step of a row's path.
type level struct{ code, name string }

// levels returns the row's path; blank levels may only be the last ones.
func (k *check) levels() []level {
	deepest := 1
	for key := range k.row {
		number := strings.TrimPrefix(strings.TrimPrefix(key, "department_code"), "department_name")
		if n, err := strconv.Atoi(number); err == nil && isDepartmentKey(key) && k.row[key] != "" {
			deepest = max(deepest, n)
		}
	}
	var out []level
	for n := 1; n <= deepest; n++ {
		l := level{code: k.required(codeKey(n)), name: k.required(nameKey(n))}
		if l.code == "" || l.name == "" {
			return nil
		}
		out = append(out, l)
	}
	return out
}

// grow puts the path into the tree and returns its last department, nil when it does not fit.
func (k *check) grow(path []level, t *tree) *department {
	var last *department
	parent := ""
	for n, l := range path {
		last = t.byCode[l.code]
		switch {
		case last == nil:
			last = &department{code: l.code, name: l.name, parent: parent, implied: true}
			t.add(last)
		case last.parent != parent:
			k.wrong(codeKey(n+1), "所属コードが別の階層に既に存在します。")
			return nil
		case n < len(path)-1 && last.name != l.name:
			k.wrong(nameKey(n+1), "所属名が所属コードと一致しません。")
			return nil
		}
		parent = l.code
	}
	if last == nil {
		return nil
	}
	if !last.implied {
		k.wrong(codeKey(len(path)), "所属コードが重複しています。")
		return nil
	}
	if end := path[len(path)-1]; end.name != last.name {
		k.wrong(nameKey(len(path)), "所属名が所属コードと一致しません。")
		return nil
	}
	last.implied = false
	return last
}
