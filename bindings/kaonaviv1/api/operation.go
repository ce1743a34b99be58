package api

import "dandori/runtime/call"

// Kind says what the rows of an operation are.
type Kind uint8

// The kinds of rows. Members are sheet 0 (基本情報): one row a member, and who
// is deleted there is gone with all data. The other sheets may hold several rows a member.
const (
	None Kind = iota
	Users
	Departments
	Members
	Records
)

// list is the name of the array of rows, in bodies and answers.
func (k Kind) list() string {
	switch k {
	case Users:
		return "users"
	case Departments:
		return "departments"
	default:
		return "data"
	}
}

// Operation is one row of the table of operations: what a script can ask for.
type Operation struct {
	call.Operation
	Function  int // its number in the document; an export begins with 12 and goes on with 13 and 14
	Kind      Kind
	Rehearses bool // dryrun=1 is promised for it: 更新 and 追加 (1.5). What removes is never rehearsed on the wire.
}

// Operations returns the table.
//
// Effects: replaceAll removes what it does not name, add appends: once. update
// sets the values of the members that it names; on sheet 0 there is one row a
// member, so that sending it again leaves the same: repeatable. On the other
// sheets nobody says what becomes of several rows of one member: once. delete
// and clear go by key, but what the task says to a repeated one is not
// documented, so that "not found" could not be told from a failure: once.
func Operations() []Operation {
	return []Operation{
		row("token", call.Read, 1, None).of(call.TokenClass),
		row("users.list", call.Read, 2, Users),
		row("users.replaceAll", call.Once, 3, Users),
		row("users.add", call.Once, 4, Users).rehearsed(),
		row("departments.list", call.Read, 5, Departments),
		row("departments.replaceAll", call.Once, 6, Departments),
		row("departments.add", call.Once, 7, Departments).rehearsed(),
		row("members.list", call.Read, 8, Members),
		row("members.replaceAll", call.Once, 9, Members),
		row("members.add", call.Once, 10, Members).rehearsed(),
		row("members.export", call.Read, 12, Members),
		row("members.update", call.Repeatable, 15, Members).rehearsed(),
		row("members.delete", call.Once, 16, Members),
		row("sheet.list", call.Read, 8, Records),
		row("sheet.replaceAll", call.Once, 9, Records),
		row("sheet.add", call.Once, 10, Records).rehearsed(),
		row("sheet.export", call.Read, 12, Records),
		row("sheet.update", call.Once, 15, Records).rehearsed(),
		row("sheet.clear", call.Once, 16, Records),
		row("task", call.Read, 11, None),
	}
}

func row(name string, effect call.Effect, number int, kind Kind) Operation {
	return Operation{Operation: call.Operation{Name: name, Effect: effect}, Function: number, Kind: kind}
}

func (o Operation) rehearsed() Operation {
	o.Rehearses = true
	return o
}

func (o Operation) of(class string) Operation {
	o.Of = class
	return o
}

// Lookup returns the operation of that name.
func Lookup(name string) (Operation, bool) {
	for _, o := range Operations() {
		if o.Name == name {
			return o, true
		}
	}
	return Operation{}, false
}

// changes reports whether the operation's rows are about members that are there
// already, so that they may come as they were read.
func (o Operation) changes() bool { return o.Function == 9 || o.Function == 15 }

// reading is an operation's poll: sent on its behalf, and a read.
func (o Operation) reading() call.Operation {
	return call.Operation{Name: o.Name, Effect: call.Read}
}
