package api

import (
	"strings"

	"dandori/runtime/say"
)

// codes are those that are there; nil: nobody has asked.
type codes map[string]bool

func codesIn[T any](rows []T, key func(T) string) codes {
	c := make(codes, len(rows))
	for _, r := range rows {
		c[key(r)] = true
	}
	return c
}

func (c codes) has(code string) bool { return c[code] }

func (c codes) without(others codes) codes {
	left := codes{}
	for code := range c {
		if !others[code] {
			left[code] = true
		}
	}
	return left
}

// unmangled returns the code that a spreadsheet has made this one of, by taking
// its leading zeros away; "" when there is none.
func (c codes) unmangled(code string) string {
	bare := strings.TrimLeft(code, "0")
	if strings.Trim(bare, "0123456789") != "" {
		return ""
	}
	for zeros := code; len(zeros) < longestCode; {
		if zeros = "0" + zeros; c[zeros] {
			return zeros
		}
	}
	return ""
}

// longestCode is how long a code may be (8.1, of the docs' example).
const longestCode = 50

// codes are the codes of a list that is known, nil when it is not.
func (k Known) codes(list string) (codes, error) {
	t, there := k[list]
	if !there {
		return nil, nil
	}
	all := codes{}
	for r, err := range Each[struct{ Code string }](t) {
		if err != nil {
			return nil, unreadable(err)
		}
		all[r.Code] = true
	}
	return all, nil
}

// unknownCode refuses a member's code that is not there.
func (c *checker) unknownCode(field, code string, there codes) {
	if there == nil || there[code] || strings.TrimSpace(code) == "" || c.mangled(field, code, there) {
		return
	}
	c.problem(field, say.T("there is no member %s in Kaonavi", code))
}

// unknownDepartment refuses a department's code that is not there.
func (c *checker) unknownDepartment(field, code string, there codes) {
	if there == nil || there[code] || strings.TrimSpace(code) == "" || c.mangled(field, code, there) {
		return
	}
	c.problem(field, say.T("there is no department %s in Kaonavi", code))
}

// mangled refuses a code that has lost its leading zeros.
func (c *checker) mangled(field, code string, there codes) bool {
	if code == "" || there[code] {
		return false
	}
	whole := there.unmangled(code)
	if whole != "" {
		c.problem(field, say.T("there is no %s in Kaonavi, but %s: its leading zeros were lost, as in Excel", code, whole))
	}
	return whole != ""
}

func (c *checker) sharesMail(field, other string) {
	c.problem(field, say.T("is also that of %s", other))
}

// ids are the ids of a list that is known, nil when it is not.
func (k Known) ids(list string) (codes, error) {
	t, there := k[list]
	if !there {
		return nil, nil
	}
	all := codes{}
	for r, err := range Each[struct{ ID Int }](t) {
		if err != nil {
			return nil, unreadable(err)
		}
		all[r.ID.String()] = true
	}
	return all, nil
}

func (c *checker) unknownUser(field, id string, there codes) {
	if there != nil && !there[id] {
		c.problem(field, say.T("there is no user %s in Kaonavi", id))
	}
}

func (c *checker) unknownRole(id string, there codes) {
	if there != nil && !there[id] {
		c.problem("role.id", say.T("there is no role %s in Kaonavi; roles.list() shows them", id))
	}
}

// unknownID refuses an account that is not there.
func (c *checker) unknownID(id string) {
	if c.op.Kind == Users {
		c.problem("", say.T("there is no user %s in Kaonavi", id))
		return
	}
	c.problem("", say.T("there is no webhook %s in Kaonavi", id))
}

func (c *checker) unknownOption(id string) {
	c.problem("id", say.T("the field has no choice with id %s", id))
}
