package sandbox

import (
	"strconv"
	"time"
)

// The columns that the seed fills.
const (
	colDepartment = 0
	colSecond     = 2
	colTitle      = 3
	colContract   = 4
	colSex        = 5
	colBirth      = 6
	colJoined     = 7
	colMail       = 8
	colExtension  = 9
	colYears      = 10
	colUniform    = 11

	colGot     = 46 // 46 and 47 are those of the document's samples
	colLicence = 47
	colNumber  = 48
	colExpires = 49

	colFrom    = 61
	colTo      = 62
	colCompany = 63
	colWork    = 64

	colGrade    = 71
	colPoints   = 72
	colTalk     = 73
	colComment  = 74
	colBalance  = 75
	colEligible = 76
)

// The sheets of every sandbox besides sheet 0.
const (
	licenceSheet = "1001" // one record a member
	careerSheet  = "1002" // several records a member
	gradeSheet   = "1003" // with a radar chart and a calculated column
)

func titles() []string { return []string{"部長", "課長", "係長", "主任", "一般"} }
func contracts() []string {
	return []string{"正社員", "契約社員", "パート・アルバイト", "嘱託"}
}
func sexes() []string    { return []string{"男性", "女性"} }
func uniforms() []string { return []string{"S", "M", "L", "LL"} }
func grades() []string   { return []string{"S", "A", "B", "C", "D"} }

// layout returns the sheets of a company, empty.
func layout() map[string]*sheet {
	sheets := map[string]*sheet{}
	for _, s := range []*sheet{
		{id: basicSheet, name: "基本情報", columns: basicColumns()},
		{id: licenceSheet, name: "資格", columns: []column{
			{id: colGot, name: "取得日", kind: kindDate},
			{id: colLicence, name: "資格名", kind: kindText},
			{id: colNumber, name: "認定番号", kind: kindText},
			{id: colExpires, name: "有効期限", kind: kindDate},
		}},
		{id: careerSheet, name: "職歴", multiple: true, columns: []column{
			{id: colFrom, name: "入社日", kind: kindDate},
			{id: colTo, name: "退社日", kind: kindDate},
			{id: colCompany, name: "会社名", kind: kindText},
			{id: colWork, name: "職務内容", kind: kindText},
		}},
		{id: gradeSheet, name: "評価", columns: []column{
			{id: colGrade, name: "評価", kind: kindEnum, options: grades()},
			{id: colPoints, name: "評価点", kind: kindNumber},
			{id: colTalk, name: "面談日", kind: kindDate},
			{id: colComment, name: "コメント", kind: kindText},
			{id: colBalance, name: "能力バランス", kind: kindRadar},
			{id: colEligible, name: "昇給対象", kind: kindCalculated, compute: eligible},
		}},
	} {
		s.records = map[string][]*record{}
		sheets[s.id] = s
	}
	return sheets
}

func basicColumns() []column {
	return []column{
		{id: colDepartment, name: "所属", kind: kindDepartment},
		{id: colSecond, name: "兼務", kind: kindDepartment},
		{id: colTitle, name: "役職", kind: kindEnum, options: titles()},
		{id: colContract, name: "雇用区分", kind: kindEnum, options: contracts()},
		{id: colSex, name: "性別", kind: kindEnum, options: sexes()},
		{id: colBirth, name: "生年月日", kind: kindDate},
		{id: colJoined, name: "入社日", kind: kindDate},
		{id: colMail, name: "メールアドレス", kind: kindText},
		{id: colExtension, name: "内線番号", kind: kindText},
		{id: colYears, name: "勤続年数", kind: kindCalculated, compute: yearsSinceJoining},
		{id: colUniform, name: "制服サイズ", kind: kindEnum, options: uniforms()},
	}
}

// yearsSinceJoining counts whole years; "" for who has not joined yet.
func yearsSinceJoining(values map[int]string, at time.Time) string {
	joined, known := parseDate(values[colJoined])
	today := japan(at).Format(slashDate)
	if !known || joined.Format(slashDate) > today {
		return ""
	}
	years := japan(at).Year() - joined.Year()
	if joined.Format("01/02") > today[len("2006/"):] {
		years--
	}
	return strconv.Itoa(years)
}

func eligible(values map[int]string, _ time.Time) string {
	switch values[colGrade] {
	case "":
		return ""
	case "S", "A", "B":
		return "対象"
	default:
		return "対象外"
	}
}
