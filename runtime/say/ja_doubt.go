package say

var jaDoubt = table{
	"an earlier write to the same target":                                     "同じ対象への先の書き込みを待っています",
	"it was sent before the run was interrupted, and its answer is not known": "実行が中断される前に送信されましたが、結果が分かりません",
	"it took too long to write down that %s is about to be sent":              "%s を送信する直前の記録に時間がかかりすぎたため、送信していません",

	"In Kaonavi's administration (管理者機能), look for the login ids in the list of users or in its download (ユーザー一括ダウンロード); the columns of the last change say when and by whom. Passwords are not shown: of them, ask the users.":        "カオナビの管理者機能で、ユーザーの一覧または「ユーザー一括ダウンロード」にリクエストのログインIDがあるか確認してください。最終更新の列で日時と更新者が分かります。パスワードは表示されないため、本人に確認してください。",
	"In Kaonavi's administration (管理者機能), look for the department codes among the departments or in their download (所属一括ダウンロード).":                                                                                                      "カオナビの管理者機能で、所属の一覧または「所属一括ダウンロード」にリクエストの所属コードがあるか確認してください。",
	"In Kaonavi, look for the members by their codes (社員番号), or in the download of 基本情報 (メンバー情報一括ダウンロード); the columns of the last change say when and by whom.":                                                                        "カオナビで、リクエストの社員番号のメンバーを開くか、基本情報の「メンバー情報一括ダウンロード」で確認してください。最終更新の列で日時と更新者が分かります。",
	"In Kaonavi, open the sheet at the members named in the request, or its download (メンバー情報一括ダウンロード); the columns of the last change say when and by whom. 公開API情報確認 shows which sheet has the id that stands in the request's path.": "カオナビで、リクエストのメンバーの該当シートを開くか、「メンバー情報一括ダウンロード」で確認してください。最終更新の列で日時と更新者が分かります。リクエストのパスにあるシートIDは「公開API情報確認」で調べられます。",
	"In Sansan's administrator settings (管理者設定), look for the request's users and departments: added ones are there, deleted ones are gone, changed ones show their new values. An import can wait for minutes before it begins.":      "Sansan の管理者設定で、リクエストのユーザと部署を確認してください。追加したものがあるか、削除したものがなくなっているか、変更した値になっているかを見ます。インポートは始まるまで数分待つことがあります。",
	"In Sansan's administrator settings (管理者設定), look at the mail program that users begin with (利用メールソフトの初期値).":                                                                                                                       "Sansan の管理者設定で、利用メールソフトの初期値を確認してください。",
}
