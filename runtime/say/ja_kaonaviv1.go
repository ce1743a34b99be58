package say

var jaKaonaviv1 = table{
	// Connection and version.
	"connection %s: version %q is none of the Kaonavi API v1's":                                            "接続 %s: version %q は Kaonavi API v1 のバージョンではありません",
	"write version: v1.2 (or v1.0, v1.1)":                                                                  "version: v1.2(または v1.0、v1.1)と書いてください",
	"%s is there from version %s of the Kaonavi API on; connection %s uses %s":                             "%s が使えるのは Kaonavi API %s からです。接続 %s は %s を使っています",
	"set version: %s for %s in dandori.yaml":                                                               "dandori.yaml の接続 %[2]s で version: %[1]s を指定してください",
	"check consumerKey and consumerSecret of connection %s: the administrator's page 公開API情報確認 shows them": "接続 %s の consumerKey と consumerSecret を確認してください。管理者機能の「公開API情報確認」に表示されています",

	// What the vendor answers.
	"Kaonavi refused %s: %s":   "カオナビが %s を受け付けませんでした: %s",
	"Kaonavi failed at %s: %s": "%s の処理がカオナビ側で失敗しました: %s",
	"something else uses the limit of the same company: run it again in an hour, or give this connection a smaller share in dandori.yaml": "同じ会社のリクエスト上限をほかのプログラムも使っています。1 時間後にもう一度実行するか、dandori.yaml でこの接続の share を小さくしてください",
	"this is a failure at Kaonavi: run it again later; if it stays, ask Kaonavi's support, with the time and the operation":               "カオナビ側の障害です。時間をおいてもう一度実行してください。続くときは、日時と操作を添えてカオナビサポートデスクに問い合わせてください",
	"it is empty":                  "中身が空です",
	"it is a web page":             "データではなくウェブページが返されました",
	"it breaks off in the middle":  "途中で切れています",
	"it gave no reason":            "理由は返されていません",
	"HTTP %d, without a reason":    "HTTP %d(理由の記載なし)",
	"%s (and %d more)":             "%s(ほか %d 件)",
	"reading Kaonavi's answer: %w": "カオナビの応答を読み取れませんでした: %w",
	"Kaonavi's answer is not the JSON that its document describes: %w": "カオナビの応答が API ドキュメントどおりの JSON ではありません: %w",
	"Kaonavi's answer to %s is not what its document describes: %s":    "%s に対するカオナビの応答が API ドキュメントと異なります: %s",
	"Kaonavi's answer to %s has no progress_id":                        "%s に対するカオナビの応答に progress_id がありません",
	"Kaonavi answered %s with an unknown error":                        "%s に対してカオナビが未知のエラー(ERROR)を返しました",
	"Kaonavi's answer to the rehearsal of %s was lost":                 "%s の dryrun に対するカオナビの応答を受け取れませんでした",
	"Kaonavi's list of what is there now cannot be read: %w":           "カオナビの現在のデータを読み取れませんでした: %w",
	"Kaonavi's task %s of %s ended as %s: %s":                          "%[2]s のタスク %[1]s が %[3]s で終わりました: %[4]s",
	"it has no list %q":     "一覧 %q がありません",
	"it has no progress_id": "progress_id がありません",
	"its status is none of OK, NG, ERROR, WAITING, RUNNING":                                                "status が OK、NG、ERROR、WAITING、RUNNING のいずれでもありません",
	"making a request to Kaonavi: %v":                                                                      "カオナビへのリクエストを作成できませんでした: %v",
	"the vendor calls this an unknown error: ask Kaonavi's support, naming task %s":                        "カオナビ側の未知のエラーです。タスク %s を添えてカオナビサポートデスクに問い合わせてください",
	"the vendor calls this an unknown error: ask Kaonavi's support, with the time and the operation":       "カオナビ側の未知のエラーです。日時と操作を添えてカオナビサポートデスクに問い合わせてください",
	"use .export() in place of .list(): it has the vendor prepare the data first (version v1.1 and later)": ".list() の代わりに .export() を使ってください。カオナビ側でデータを作成してから取得します(v1.1 以降)",

	// Arguments.
	"sheet id %q is no number": "シートID %q が数字ではありません",
	"the administrator's page 公開API情報確認 shows the ids of all sheets":         "シートIDは管理者機能の「公開API情報確認」に表示されています",
	"sheet 0 holds the members themselves: use members in place of sheet(0)": "シート 0 はメンバーの基本情報です。sheet(0) の代わりに members を使ってください",
	"%s must not be rehearsed on the wire":                                   "%s は dryrun で送信できません",

	// Rows, before anything is sent.
	"nothing was sent for %s: %d {2:problem|problems} in %d {3:row|rows}%s": "%[1]s は送信していません。%[3]d 行に %[2]d 件の問題があります%[4]s",
	"%s[%d]%s: %s":            "%s[%d]%s: %s",
	"and %d more":             "ほか %d 件",
	"a row must be an object": "行はオブジェクトで指定してください",
	"a value must be a string, a number or a boolean":           "値は文字列、数値、真偽値のいずれかで指定してください",
	"a member code cannot be empty":                             "社員番号が空です",
	"is missing":                                                "指定がありません",
	"a code must be a string: a number loses its leading zeros": "コードは文字列で指定してください(数値では先頭の 0 が失われます)",
	"%q is there already, in %s[%d]":                            "%q が重複しています(最初は %s[%d])",
	"is no field of a user; there are %s":                       "ユーザーにない項目です。使えるのは %s です",
	`must be true, false or "-"`:                                `true、false、"-" のいずれかで指定してください`,
	"is no field of a row; did you mean definition_%s?":         "シートにない項目です。definition_%s の間違いではありませんか?",
	`"****" only stands for a password that is not shown; sent, it would become the password`:                                           `"****" は伏せられたパスワードの表示です。送信すると、これがそのままパスワードになってしまいます`,
	"is no field of a row; there are member_code, member_name, and columns by their number, as in definition_46":                        "シートにない項目です。使えるのは member_code、member_name と、definition_46 のような「definition_カラムID」です",
	"is no field of a department; there are department_code1, department_name1 and so on, leader_member_code, leader_member_name, memo": "所属にない項目です。使えるのは department_code1、department_name1(2、3 と続く)、leader_member_code、leader_member_name、memo です",

	// What would be removed.
	"%s would remove %d {2:row|rows}, and %d {3:is|are} allowed: %s":                                    "%[1]s を行うと %[2]d 件が削除されますが、許可されているのは %[3]d 件です: %[4]s",
	"if that is meant, pass { remove: %d } as the last argument":                                        "意図した削除であれば、最後の引数に { remove: %d } を渡してください",
	"%s would remove %d {2:row|rows}, and the workflow's guard allows %d: %s":                           "%[1]s を行うと %[2]d 件が削除されますが、ワークフローの guard で許可されているのは %[3]d 件です: %[4]s",
	"if that is meant, raise remove under guard in the workflow's file":                                 "意図した削除であれば、ワークフローのファイルで guard の remove を増やしてください",
	"Kaonavi has accepted %s as task %s and goes on with it; look at task(%q) before you send it again": "カオナビは %[1]s をタスク %[2]s として受け付け、処理を続けています。もう一度送る前に task(%[3]q) で結果を確認してください",
}
