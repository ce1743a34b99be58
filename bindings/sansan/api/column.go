package api

import (
	"strings"
	"unicode/utf8"
)

// Kind is what an organisation CSV holds.
type Kind int

// The kinds of CSV: Users and Departments are also the part names of an upload.
const (
	Departments Kind = iota
	Users
	Results
)

// String is the kind as scripts call one row of it.
func (k Kind) String() string { return [...]string{"department", "user", "result"}[k] }

// Columns returns the column names of a kind, in the order of the document's
// table. The document never says that this is the order in the CSV, but it
// shows no other, its responses have no header row, and it asks to keep a dead column in its place.
func Columns(k Kind) []string {
	switch k {
	case Users:
		return []string{
			"TempId", "UserUuid", "DepartmentId", "UserId", "UserName", "AlternativeName", "Email", "SubEmail",
			"EffectiveDateFrom", "Culture", "MailFormat", "SamlNameId", "UserType", "CanUpdateData",
			"DataDownloadPrivilege", "EmailDeliveryPrivilege", "SalesforceIntegrationPrivilege", "DealPrivilege",
			"ApiIntegrationPrivilege", "UsageStatisticsPrivilege", "OrganizationTreeDownloadPrivilege", "DeleteFlag",
		}
	case Departments:
		return []string{
			"TempId", "DepartmentId", "DepartmentName", "DepartmentNamePhonetic", "ParentDepartmentId", "Order", "DeleteFlag",
		}
	default:
		return []string{"Type", "Id", "TempId", "Completed", "ErrorMessage"}
	}
}

// needed is how many columns a row must have for it to be read: trailing ones
// that are optional may be missing.
func (k Kind) needed() int { return [...]int{3, 7, 4}[k] }

// Keys returns the names of the columns as scripts see them.
func Keys(k Kind) []string {
	keys := Columns(k)
	for i := range keys {
		keys[i] = keyFor(keys[i])
	}
	return keys
}

// keyFor is a column's name with a small first letter.
func keyFor(column string) string {
	_, size := utf8.DecodeRuneInString(column)
	return strings.ToLower(column[:size]) + column[size:]
}
