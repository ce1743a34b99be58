package api

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"dandori/runtime/say"
)

// blankOnEdit says what a blank cell means when an existing row is edited.
type blankOnEdit int

const (
	keeps   blankOnEdit = iota // no change, says the document
	clears                     // unstated, and blanks overwrite elsewhere in Sansan: sent only when null asks for it
	refused                    // the cell is required
)

// rule is what the document says about one column (ユーザオブジェクト, 部署オブジェクト).
type rule struct {
	key    string
	blank  blankOnEdit
	add    bool // required when a row is added
	length int  // in characters, 0 for any
	chars  func(rune) bool
	choice []string // the values, nil for any
	check  func(text string) (say.Text, bool)
}

func userRules() []rule {
	flag := []string{"0", "1"}
	three := []string{"0", "1", "2"}
	return []rule{
		{key: "tempId", add: true, length: 256, chars: alphanumeric},
		{key: "userUuid"},
		{key: "departmentId", add: true, blank: refused},
		{key: "userId", add: true, blank: refused, length: 20, chars: userIDCharacter},
		{key: "userName", add: true, blank: refused, length: 60},
		{key: "alternativeName", blank: clears, length: 256},
		{key: "email", add: true, blank: refused, length: 60, chars: halfWidth},
		{key: "subEmail", blank: clears, length: 60, chars: halfWidth},
		{key: "effectiveDateFrom", add: true, check: isDate},
		{key: "culture", choice: three},
		{key: "mailFormat", choice: flag},
		{key: "samlNameId", blank: clears},
		{key: "userType", choice: three},
		{key: "canUpdateData", choice: flag},
		{key: "dataDownloadPrivilege", choice: []string{"0", "1", "2", "3"}},
		{key: "emailDeliveryPrivilege", choice: flag},
		{key: "salesforceIntegrationPrivilege"}, // abolished: the content is ignored
		{key: "dealPrivilege", choice: three},
		{key: "apiIntegrationPrivilege", choice: flag},
		{key: "usageStatisticsPrivilege", choice: flag},
		{key: "organizationTreeDownloadPrivilege", choice: flag},
		{key: "deleteFlag", choice: flag},
	}
}

func departmentRules() []rule {
	return []rule{
		{key: "tempId", add: true, length: 256, chars: alphanumeric},
		{key: "departmentId"},
		{key: "departmentName", add: true, blank: refused, length: 30},
		{key: "departmentNamePhonetic", blank: clears, length: 256, chars: phonetic},
		{key: "parentDepartmentId", blank: clears},
		{key: "order", blank: clears, check: isInteger},
		{key: "deleteFlag", choice: []string{"0", "1"}},
	}
}

func rules(k Kind) []rule {
	if k == Users {
		return userRules()
	}
	return departmentRules()
}

// idKey is the column that says which existing row is meant.
func idKey(k Kind) string {
	if k == Users {
		return "userUuid"
	}
	return "departmentId"
}

// wrong says what is wrong with a text that is not blank.
func (r rule) wrong(text string) (say.Text, bool) {
	if n := utf8.RuneCountInString(text); r.length > 0 && n > r.length {
		return say.T("has %d characters, at most %d are allowed", n, r.length), true
	}
	if r.chars != nil {
		for _, c := range text {
			if !r.chars(c) {
				return say.T("may not hold the character %s; allowed are %s", strconv.QuoteRune(c), r.allowed()), true
			}
		}
	}
	if r.choice != nil && !contains(r.choice, text) {
		return say.T("is %s, but must be one of %s", strconv.Quote(text), strings.Join(r.choice, ", ")), true
	}
	if r.check != nil {
		return r.check(text)
	}
	return say.Text{}, false
}

func contains(list []string, s string) bool {
	for _, one := range list {
		if one == s {
			return true
		}
	}
	return false
}

// allowed describes chars in words.
func (r rule) allowed() say.Text {
	switch r.key {
	case "tempId":
		return say.T("half-width letters and digits")
	case "userId":
		return say.T("half-width letters, digits and . - _ &")
	case "departmentNamePhonetic":
		return say.T("small half-width letters, digits and spaces")
	default:
		return say.T("half-width letters, digits and signs")
	}
}

func alphanumeric(c rune) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func userIDCharacter(c rune) bool { return alphanumeric(c) || strings.ContainsRune(".-_&", c) }

func halfWidth(c rune) bool { return c > ' ' && c <= '~' }

func phonetic(c rune) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c == ' ' }

func isInteger(text string) (say.Text, bool) {
	_, err := strconv.ParseInt(text, 10, 32)
	return say.T("is %s, but must be an integer", strconv.Quote(text)), err != nil
}

func isDate(text string) (say.Text, bool) {
	_, ok := dateOf(text)
	return say.T("is %s, but must be a date such as 2026-04-01", strconv.Quote(text)), !ok
}
