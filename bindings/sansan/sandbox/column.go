package sandbox

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// column is one row of the document's tables of users and departments.
type column struct {
	name   string
	onAdd  bool           // required when something is added
	onEdit bool           // required when something is edited
	max    int            // characters, 0 = no bound
	form   *regexp.Regexp // what a cell that is not blank looks like, nil = anything
	rule   string         // the form in words
	values []string       // the values allowed, nil = any
	keeps  bool           // the document says that a blank cell of an edit means no change
}

var (
	alphanumeric = regexp.MustCompile(`^[0-9A-Za-z]+$`)
	displayID    = regexp.MustCompile(`^[0-9A-Za-z.\-_&]+$`)
	halfWidth    = regexp.MustCompile(`^[!-~]+$`)
	romaji       = regexp.MustCompile(`^[a-z0-9 ]+$`)
	integer      = regexp.MustCompile(`^-?[0-9]{1,9}$`)
)

var (
	flags  = []string{"0", "1"}
	threes = []string{"0", "1", "2"}
	fours  = []string{"0", "1", "2", "3"}
)

// The columns of a user that the rules name.
const (
	userTemp = iota
	userUUID
	userDepartments
	userLogin
	userName
	userReading
	userEmail
	userSubEmail
	userFrom
	userCulture
	userMailFormat
	userSaml
	userType
	_ // CanUpdateData
	_ // DataDownloadPrivilege
	_ // EmailDeliveryPrivilege
	userSalesforce
	_ // DealPrivilege
	_ // ApiIntegrationPrivilege
	_ // UsageStatisticsPrivilege
	_ // OrganizationTreeDownloadPrivilege
	userDelete
	userWidth
)

// The columns of a department.
const (
	departmentTemp = iota
	departmentID
	departmentName
	departmentPhonetic
	departmentParent
	departmentOrder
	departmentDelete
	departmentWidth
)

// userColumns is ユーザオブジェクト, departmentColumns 部署オブジェクト.
var userColumns = [userWidth]column{
	{name: "TempId", onAdd: true, max: 256, form: alphanumeric, rule: "半角英数のみ"},
	{name: "UserUuid", onEdit: true},
	{name: "DepartmentId", onAdd: true, onEdit: true},
	{name: "UserId", onAdd: true, onEdit: true, max: 20, form: displayID, rule: "半角英数、記号 (.-_&) のみ"},
	{name: "UserName", onAdd: true, onEdit: true, max: 60},
	{name: "AlternativeName", max: 256},
	{name: "Email", onAdd: true, onEdit: true, max: 60, form: halfWidth, rule: "半角英数、記号のみ"},
	{name: "SubEmail", max: 60, form: halfWidth, rule: "半角英数、記号のみ"},
	{name: "EffectiveDateFrom", onAdd: true, keeps: true},
	{name: "Culture", values: threes, keeps: true},
	{name: "MailFormat", values: flags, keeps: true},
	{name: "SamlNameId"},
	{name: "UserType", values: threes, keeps: true},
	{name: "CanUpdateData", values: flags, keeps: true},
	{name: "DataDownloadPrivilege", values: fours, keeps: true},
	{name: "EmailDeliveryPrivilege", values: flags, keeps: true},
	{name: "SalesforceIntegrationPrivilege"},
	{name: "DealPrivilege", values: threes, keeps: true},
	{name: "ApiIntegrationPrivilege", values: flags, keeps: true},
	{name: "UsageStatisticsPrivilege", values: flags, keeps: true},
	{name: "OrganizationTreeDownloadPrivilege", values: flags, keeps: true},
	{name: "DeleteFlag", values: flags, keeps: true},
}

var departmentColumns = [departmentWidth]column{
	{name: "TempId", onAdd: true, max: 256, form: alphanumeric, rule: "半角英数のみ"},
	{name: "DepartmentId", onEdit: true},
	{name: "DepartmentName", onAdd: true, onEdit: true, max: 30},
	{name: "DepartmentNamePhonetic", max: 256, form: romaji, rule: "小文字のローマ字、数字、半角スペースのみ"},
	{name: "ParentDepartmentId"},
	{name: "Order", form: integer, rule: "整数のみ"},
	{name: "DeleteFlag", values: flags},
}

var resultColumns = []string{"Type", "Id", "TempId", "Completed", "ErrorMessage"}

// flaw returns what is wrong with a cell by the table alone, "" for nothing.
func (c column) flaw(cell string, edit bool) string {
	required := c.onAdd && !edit || c.onEdit && edit
	switch {
	case cell == "" && required:
		return c.name + " は必須です"
	case cell == "":
		return ""
	case c.max > 0 && utf8.RuneCountInString(cell) > c.max:
		return c.name + " が長すぎます"
	case c.form != nil && !c.form.MatchString(cell):
		return c.name + " に使用できない文字があります (" + c.rule + ")"
	case c.values != nil && !slices.Contains(c.values, cell):
		return c.name + " の値が不正です (" + strings.Join(c.values, ", ") + ")"
	default:
		return ""
	}
}

// flaws returns what is wrong with a row by the table alone. A row without the
// identifier of what it edits is an addition.
func flaws(columns []column, row []string, edit bool) []string {
	if len(row) != len(columns) {
		return []string{"列数が不正です"}
	}
	var all []string
	for i, c := range columns {
		if f := c.flaw(row[i], edit); f != "" {
			all = append(all, f)
		}
	}
	if edit && row[userTemp] != "" {
		all = append(all, "編集時は TempId に空白を指定してください")
	}
	return all
}

// startDay reads EffectiveDateFrom: an RFC 3339 date, or a time of which the day in Japan counts.
func startDay(cell string) (string, bool) {
	if t, err := time.Parse(time.DateOnly, cell); err == nil {
		return t.Format(time.DateOnly), true
	}
	t, err := time.Parse(time.RFC3339, cell)
	return t.In(jst).Format(time.DateOnly), err == nil
}

// merge returns the row that an edit leaves, column by column.
func merge(columns []column, before, edit []string, keepAll bool) []string {
	after := slices.Clone(before)
	for i, c := range columns {
		if edit[i] != "" || !c.keeps && !keepAll {
			after[i] = edit[i]
		}
	}
	return after
}
