package say

var jaKaonaviApi = table{
	// What the vendor answers.
	"Kaonavi's answer to %s has no task_id": "%s に対するカオナビの応答に task_id がありません",
	"Kaonavi's answer to %s is no object":   "%s に対するカオナビの応答がオブジェクトではありません",
	"it is no object":                       "オブジェクトではありません",
	"it is null":                            "null です",
	"row %d of Kaonavi's list is not what its document describes: %w": "カオナビの一覧の %d 行目が API ドキュメントと異なります: %w",
	"Kaonavi gives out only so many tokens: something else asks for one before each of its requests with the same company's key; stop it, and run this again in an hour":  "カオナビのアクセストークンは発行回数が限られています。同じ会社のキーで、リクエストのたびにトークンを取得しているプログラムがほかにあります。それを止めて、1 時間後にもう一度実行してください",
	"check consumerKey and consumerSecret of connection %s: 管理者機能 > 公開API v2 情報 > 認証情報 shows them; a re-issue (再発行) there ends the old ones and all their tokens at once": "接続 %s の consumerKey と consumerSecret を確認してください。「管理者機能 > 公開API v2 情報 > 認証情報」に表示されています。そこで再発行すると、以前のキーと、それで取得したトークンはすべてすぐに使えなくなります",
	"the likely cause: what %s needs is not ticked under 管理者機能 > 公開API v2 情報 > 操作対象の管理, where everything is off at first":                                                 "%s に必要な項目に、「管理者機能 > 公開API v2 情報 > 操作対象の管理」でチェックが付いていない可能性があります(初期状態ではすべてオフです)",
	"either there is nothing with this id, or what %s needs is not ticked under 管理者機能 > 公開API v2 情報 > 操作対象の管理, where the sheets' ids are shown, too":                      "この ID のものがないか、%s に必要な項目に「管理者機能 > 公開API v2 情報 > 操作対象の管理」でチェックが付いていません。シートの ID も同じ画面で確認できます",
	"管理者機能 > 公開API v2 情報 > 実行結果 lists what became of each update":                                                                                                         "更新ごとの結果は「管理者機能 > 公開API v2 情報 > 実行結果」で確認できます",

	// Files.
	"the file of member %s cannot be downloaded: HTTP %d":                 "メンバー %s のファイルをダウンロードできません: HTTP %d",
	"the file of member %s was there when it was listed, and is gone now": "メンバー %s のファイルは、一覧を取得した後に削除されています",
	"the link to the file of member %s is none":                           "メンバー %s のファイルのダウンロード URL が正しくありません",
	"there is no way to the host of a file":                               "ファイルのあるサーバーへの接続が用意されていません",

	// Requests.
	"a request of %s was made without %s":   "%s のリクエストに %s がありません",
	"%s deletes nothing by its id":          "%s は ID を指定して削除する操作ではありません",
	"%s writes no rows":                     "%s は行を書き込む操作ではありません",
	"%s must not be rehearsed with Dry-Run": "%s は dryrun モードで送信できません",
	"writing the rows of %s: %v":            "%s の行を JSON にできませんでした: %v",
	"row %d cannot be written as JSON: %w":  "%d 行目を JSON にできません: %w",
	"%s would be %d bytes, and Kaonavi takes %d in one request; a replacement cannot be split, for its second part would remove the first": "%s は %d バイトになりますが、カオナビが 1 回のリクエストで受け付けるのは %d バイトまでです。置き換えは分割できません(2 つ目のリクエストが 1 つ目の内容を消してしまうため)",
	"use update for what changed, which is sent in parts":                      "変更した分だけを update で送ってください。update は分割して送信されます",
	"row %d of %s (%s) is %d bytes alone, and Kaonavi takes %d in one request": "%[2]s の %[1]d 行目(%[3]s)は 1 行だけで %[4]d バイトあります。カオナビが 1 回のリクエストで受け付けるのは %[5]d バイトまでです",
	"row %d of %s (%s) has %d files, and Kaonavi takes %d in one request":      "%[2]s の %[1]d 行目(%[3]s)にはファイルが %[4]d 件あります。カオナビが 1 回のリクエストで受け付けるのは %[5]d 件までです",
	"write them in two calls": "2 回に分けて書き込んでください",
	"%s (part %d of %d: rows %d to %d; the rows before them were done)": "%s(%d / %d 回目のリクエスト、%d~%d 行目。それより前の行は反映されています)",
	"%s (part 1 of %d: rows %d to %d; nothing was done before)":         "%s(1 / %d 回目のリクエスト、%d~%d 行目。まだ何も反映されていません)",

	// Rows, before anything is sent.
	"cannot be read":                                     "読み取れません",
	"is there already, in %s[%d]":                        "重複しています(最初は %s[%d])",
	"is the same as in %s[%d]":                           "%s[%d] と同じです",
	"has a blank in it":                                  "空の値が含まれています",
	"has %s twice":                                       "%s が重複しています",
	"has field %s twice":                                 "項目 %s が重複しています",
	"is no field that Kaonavi knows; did you mean %q?":   "カオナビにない項目です。%q の間違いではありませんか?",
	"a field needs its id; the layouts show it":          "項目 ID を指定してください。ID はレイアウト設定で確認できます",
	"must be a date as YYYY-MM-DD":                       "日付は YYYY-MM-DD の形式で指定してください",
	"must be a whole number":                             "整数で指定してください",
	"must not be of type %s":                             "型が %s になっています。この型では指定できません",
	"must be a mail address":                             "メールアドレスで指定してください",
	"must begin with https://":                           "https:// で始まる URL を指定してください",
	"must be base64":                                     "base64 で指定してください",
	"must be a picture: jpg, gif or png":                 "画像(jpg、gif、png)を指定してください",
	"has %d bytes; Kaonavi takes %d at most":             "%d バイトあります。カオナビが受け付けるのは %d バイトまでです",
	"has %d codes; Kaonavi takes %d at most":             "コードが %d 件あります。カオナビが受け付けるのは %d 件までです",
	"Kaonavi takes no files of this kind; it takes %s":   "カオナビに添付できない種類のファイルです。添付できるのは %s です",
	"a member's files of one field need different names": "1 人のメンバーの同じ項目に、同じ名前のファイルを複数指定することはできません",
	"%s is not among the departments":                    "所属 %s が一覧にありません",
	"the department is below itself":                     "所属が自分自身の下位になっています",
	"Kaonavi refuses an empty list of choices":           "選択肢を 1 つ以上指定してください。空の一覧はカオナビに受け付けられません",

	// Where a person looks.
	"In Kaonavi, look under 管理者機能 > 公開API v2 情報 > 実行結果 for the update and its time, then for the members by their codes (社員番号).":                                                                     "カオナビの「管理者機能 > 公開API v2 情報 > 実行結果」で該当時刻の更新を確認し、続けてメンバーを社員番号で確認してください。",
	"In Kaonavi, look under 管理者機能 > 公開API v2 情報 > 実行結果 for the update and its time, then at the sheet of the members named; 操作対象の管理 shows which sheet has the id that stands in the request's path.": "カオナビの「管理者機能 > 公開API v2 情報 > 実行結果」で該当時刻の更新を確認し、続けて対象メンバーのシートを確認してください。リクエストのパスにある ID がどのシートかは「操作対象の管理」で分かります。",
	"In Kaonavi, look under 管理者機能 > 公開API v2 情報 > 実行結果 for the update and its time, then at the departments (所属ツリー).":                                                                                "カオナビの「管理者機能 > 公開API v2 情報 > 実行結果」で該当時刻の更新を確認し、続けて所属ツリーを確認してください。",
	"In Kaonavi, look under 管理者機能 > 公開API v2 情報 > 実行結果 for the change and its time, then at the users named (ユーザー管理). Passwords are not shown: of them, ask the users.":                              "カオナビの「管理者機能 > 公開API v2 情報 > 実行結果」で該当時刻の変更を確認し、続けて対象のユーザーを確認してください(ユーザー管理)。パスワードは表示されないため、本人に確認してください。",
	"In Kaonavi, look under 管理者機能 > 公開API v2 情報 > 実行結果 for the update and its time, then at the choices of the field (マスター管理).":                                                                      "カオナビの「管理者機能 > 公開API v2 情報 > 実行結果」で該当時刻の更新を確認し、続けて項目の選択肢を確認してください(マスター管理)。",
	"In Kaonavi, look under 管理者機能 > 公開API v2 情報 > Webhook, which lists all that are registered.":                                                                                                     "カオナビの「管理者機能 > 公開API v2 情報 > Webhook」で、登録されている Webhook を確認してください。",
}
