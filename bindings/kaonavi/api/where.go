package api

import (
	"dandori/runtime/call"
	"dandori/runtime/say"
)

// WhereToLook tells a person where Kaonavi's own screens show whether an
// operation was done; zero for those that change nothing. That 実行結果 lists
// the updates with their errors is the vendor's own text (1.1, A); the other
// screens' names are taken from what the data are called.
func WhereToLook(operation string) say.Text {
	op, known := Lookup(operation)
	if !known || op.Effect == call.Read {
		return say.Text{}
	}
	switch op.Kind {
	case Members, Faces:
		return say.T("In Kaonavi, look under 管理者機能 > 公開API v2 情報 > 実行結果 for the update and its time, then for the members by their codes (社員番号).")
	case Records, Files:
		return say.T("In Kaonavi, look under 管理者機能 > 公開API v2 情報 > 実行結果 for the update and its time, then at the sheet of the members named; 操作対象の管理 shows which sheet has the id that stands in the request's path.")
	case Departments:
		return say.T("In Kaonavi, look under 管理者機能 > 公開API v2 情報 > 実行結果 for the update and its time, then at the departments (所属ツリー).")
	case Users, Permissions:
		return say.T("In Kaonavi, look under 管理者機能 > 公開API v2 情報 > 実行結果 for the change and its time, then at the users named (ユーザー管理). Passwords are not shown: of them, ask the users.")
	case Options:
		return say.T("In Kaonavi, look under 管理者機能 > 公開API v2 情報 > 実行結果 for the update and its time, then at the choices of the field (マスター管理).")
	}
	return say.T("In Kaonavi, look under 管理者機能 > 公開API v2 情報 > Webhook, which lists all that are registered.")
}
