package api

import "dandori/runtime/say"

// WhereToLook tells a person where Kaonavi's own screens show whether an
// operation was done; zero for those that change nothing. The document names
// the screens' downloads as what 2.2, 2.5 and 2.8 are the same as; that they
// stand under 管理者機能, as 公開API情報確認 does (1.1), is assumed.
func WhereToLook(operation string) say.Text {
	op, known := Lookup(operation)
	if !known || op.Function == 12 || op.Function == op.listed().Function {
		return say.Text{}
	}
	switch op.Kind {
	case Users:
		return say.T("In Kaonavi's administration (管理者機能), look for the login ids in the list of users or in its download (ユーザー一括ダウンロード); the columns of the last change say when and by whom. Passwords are not shown: of them, ask the users.")
	case Departments:
		return say.T("In Kaonavi's administration (管理者機能), look for the department codes among the departments or in their download (所属一括ダウンロード).")
	case Members:
		return say.T("In Kaonavi, look for the members by their codes (社員番号), or in the download of 基本情報 (メンバー情報一括ダウンロード); the columns of the last change say when and by whom.")
	case Records:
		return say.T("In Kaonavi, open the sheet at the members named in the request, or its download (メンバー情報一括ダウンロード); the columns of the last change say when and by whom. 公開API情報確認 shows which sheet has the id that stands in the request's path.")
	}
	return say.Text{}
}
