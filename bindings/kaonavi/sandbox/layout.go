package sandbox

import (
	"time"
)

// The items that the seed fills, by id. No two of a company have the same (§7.1).
const (
	idUniform   = 501 // as in the sample of §7.1
	idSkills    = 502
	idContract  = 503
	idTitle     = 504
	idExtension = 505
	idCommute   = 506
	idNote      = 507
	idIssued    = 508
	idStart     = 509
	idProfile   = 510
	idState     = 511

	idLicence   = 880 // as in the sample of §8.3
	idGot       = 881
	idNumber    = 882
	idValid     = 883
	idProof     = 884
	idSort      = 885
	idContact   = 890
	idRelation  = 891
	idTel       = 892
	idRemark    = 893
	idIdentity  = 894
	idConfirmed = 895
	idPortrait  = 896
	idGrade     = 900
	idPoints    = 901
	idTalk      = 902
	idStrengths = 903
	idComment   = 904
	idAnswer    = 905
	idRaise     = 906
	idTerm      = 907
)

// The sheets of every sandbox.
const (
	licenceSheet = 77 // as in the sample of §8.3; several records, with files
	contactSheet = 78 // one record, with files
	gradeSheet   = 79 // several records, a calculated item, and two items of one name
)

func uniforms() []string { return []string{"S", "M", "L", "LL"} }
func skills() []string {
	return []string{"英語", "中国語", "Excel", "簿記", "プレゼンテーション"}
}
func contracts() []string {
	return []string{"正社員", "契約社員", "パート・アルバイト", "嘱託"}
}
func titles() []string    { return []string{"部長", "課長", "係長", "主任", "一般"} }
func sorts() []string     { return []string{"国家資格", "民間資格", "語学"} }
func relations() []string { return []string{"配偶者", "父", "母", "子", "その他"} }
func grades() []string    { return []string{"S", "A", "B", "C", "D"} }
func strengths() []string { return []string{"主体性", "協調性", "専門性", "育成"} }

// choose gives the labels ids of the company's own.
func (c *company) choose(labels []string) []option {
	var out []option
	for _, label := range labels {
		c.optionIDs++
		out = append(out, option{c.optionIDs, label})
	}
	return out
}

func (c *company) memberFields() []*field {
	return []*field{
		{id: idUniform, name: "制服サイズ", detail: pullDown, options: c.choose(uniforms())},
		{id: idSkills, name: "保有スキル", detail: checkBox, options: c.choose(skills())},
		{id: idContract, name: "雇用区分", detail: radio, options: c.choose(contracts())},
		{id: idTitle, name: "役職", detail: pullDown, options: c.choose(titles()), linked: true},
		{id: idExtension, name: "内線番号", detail: textBox, max: 20},
		{id: idCommute, name: "通勤手当", detail: numberBox},
		{id: idNote, name: "備考", detail: textArea, max: 2000},
		{id: idIssued, name: "社員証発行日", detail: date},
		{id: idStart, name: "勤務開始年月", detail: yearMonth},
		{id: idProfile, name: "プロフィールページ", detail: link, max: 500},
		{id: idState, name: "携行品確認", detail: formula, compute: checked},
	}
}

func (c *company) sheetsOf() []*sheet {
	return []*sheet{
		{id: licenceSheet, name: "資格", recordType: multiple, fields: []*field{
			{id: idLicence, name: "資格名", detail: textBox, max: 100, required: true},
			{id: idGot, name: "取得日", detail: date},
			{id: idNumber, name: "認定番号", detail: textBox, max: 20},
			{id: idValid, name: "有効年月", detail: yearMonth},
			{id: idSort, name: "資格区分", detail: pullDown, options: c.choose(sorts())},
			{id: idProof, name: "認定証", detail: attach},
		}},
		{id: contactSheet, name: "緊急連絡先", recordType: single, fields: []*field{
			{id: idContact, name: "連絡先氏名", detail: textBox, max: 100},
			{id: idRelation, name: "続柄", detail: radio, options: c.choose(relations())},
			{id: idTel, name: "電話番号", detail: textBox, max: 20},
			{id: idRemark, name: "メモ", detail: textArea, max: 1000},
			{id: idIdentity, name: "確認書類", detail: attach},
			{id: idConfirmed, name: "確認状況", detail: formula, compute: confirmed},
			{id: idPortrait, name: "証明写真", detail: faceImage},
		}},
		{id: gradeSheet, name: "評価", recordType: multiple, fields: []*field{
			{id: idTerm, name: "評価期", detail: yearMonth},
			{id: idGrade, name: "評価", detail: pullDown, options: c.choose(grades())},
			{id: idPoints, name: "評価点", detail: numberBox},
			{id: idTalk, name: "面談日", detail: date},
			{id: idStrengths, name: "強み", detail: checkBox, options: c.choose(strengths())},
			{id: idComment, name: "コメント", detail: textArea, max: 1000},
			{id: idAnswer, name: "コメント", detail: textArea, max: 1000},
			{id: idRaise, name: "昇給対象", detail: formula, compute: raise},
		}},
	}
}

// The calculated items; they are calculated when they are read (§1.2, A).

func checked(v values, _ time.Time) []string {
	if len(v[idUniform]) == 0 || len(v[idIssued]) == 0 {
		return []string{"未完了"}
	}
	return []string{"完了"}
}

func confirmed(v values, _ time.Time) []string {
	if len(v[idContact]) == 0 || len(v[idTel]) == 0 {
		return []string{"未確認"}
	}
	return []string{"確認済"}
}

func raise(v values, _ time.Time) []string {
	if len(v[idGrade]) == 0 {
		return nil
	}
	switch v[idGrade][0] {
	case "S", "A", "B":
		return []string{"対象"}
	default:
		return []string{"対象外"}
	}
}
