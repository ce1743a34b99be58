package api

// reads is the list of what the draft is about.
func (d *Draft) reads() (Operation, Target) { return d.op.Reads(), d.at }

// Needs are the lists that the draft's rows refer to: of members for whatever
// is theirs, of departments where one is named, of users for their settings.
func (d *Draft) Needs() []Operation {
	var names []string
	switch d.op.Kind {
	case Records, Faces, Files:
		names = []string{listMembers}
	case Members:
		if anyOf(d, func(m Member) bool { return m.Department != nil || len(m.SubDepartments) > 0 }) {
			names = []string{listDepartments}
		}
	case Departments:
		if anyOf(d, func(x Department) bool { return orEmpty(x.LeaderMemberCode) != "" }) {
			names = []string{listMembers}
		}
	case Permissions:
		names = []string{listUsers, listMembers}
		if d.at.Permission == ByDepartment {
			names[1] = listDepartments
		}
	}
	return lists(names)
}

func lists(names []string) []Operation {
	var ops []Operation
	for _, name := range names {
		op, _ := Lookup(name)
		ops = append(ops, op)
	}
	return ops
}

func anyOf[T any](d *Draft, is func(T) bool) bool {
	sent, err := sentIn[T](d.all())
	if err != nil {
		return false
	}
	for _, s := range sent {
		if is(s) {
			return true
		}
	}
	return false
}
