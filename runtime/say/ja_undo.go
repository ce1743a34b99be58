package say

var jaUndo = table{
	"WRITE":        "書き込み",
	"TARGET":       "対象",
	"ADDED":        "追加",
	"CHANGED":      "変更",
	"REMOVED":      "削除",
	"SENT":         "送信",
	"STATE BEFORE": "変更前の内容",
	"kept":         "保存済み",
	"not kept":     "なし",
	"yes":          "済み",
	"no":           "未送信",
	"write the plan to `FILE` (.csv or .xlsx), for the person who must sign it": "計画を `ファイル` (.csv または .xlsx) に書き出す。承認する人に渡すため",
	"show every row of the plan":                                   "計画のすべての行を表示する",
	"print the rows that it changed, before and after":             "変更した行の、変更前と変更後を表示する",
	"dandori runs undo %s plans how to put it back":                "dandori runs undo %s で、元に戻す計画を作れます",
	"what %s has changed cannot be read":                           "%s の変更内容の記録を読み取れません",
	"Put back what a run has changed and nobody has changed since": "実行が変更し、その後だれも変更していない内容を元に戻す",
	`Reads what is there now, and puts back the rows that still are as the run left them: what it added goes, what it
changed or removed comes back as it was. Rows that somebody has changed since stay as they are and are named, and
so is what cannot be put back: passwords, secrets, pictures and files.

It is a run of its own, and by itself a dry run: --plan FILE writes down what it would do, and --apply FILE does
what stands there. It can be undone like any other.`: `現在の内容を読み取り、実行が終わったときのままの行だけを元に戻します。追加したものは削除し、変更・削除したものは
変更前の内容に戻します。その後だれかが変更した行には手を付けず、キーを表示します。元に戻せないもの
(パスワード、検証用トークン、画像、ファイル) も表示します。

この操作自体も 1 つの実行で、そのままではドライランです。--plan ファイル で計画を書き出し、--apply ファイル で
その計画どおりに実行します。ほかの実行と同じように、あとで取り消すこともできます。`,
	"run %s was a dry run: it has changed nothing":                                              "実行 %s はドライランなので、何も変更していません",
	"it is not known whether a write of run %s was done":                                        "実行 %s の書き込みのうち、行われたかどうかわからないものがあります",
	"dandori runs resolve %s says whether it was":                                               "dandori runs resolve %s で、行われたかどうかを答えてください",
	"run %s has changed nothing":                                                                "実行 %s は何も変更していません",
	"the connection %[1]q leads elsewhere than when run %[2]s began, or with other credentials": "接続 %[1]q の接続先または認証情報が、実行 %[2]s の開始時と違います",
	"a run can be undone only where it was done: put the connection back as it was":             "実行は、それを行った先でしか元に戻せません。接続の設定を元に戻してください",
	"run %[1]s took back what run %[2]s had changed, as things stood then":                      "実行 %[1]s は、その時点の内容に合わせて実行 %[2]s の変更を元に戻すものでした",
	"dandori runs undo %s looks at how things stand now":                                        "dandori runs undo %s は、現在の内容を見て元に戻します",
	"rows that are as they were before the run already":                                         "すでに実行前の内容になっている行",
	"left alone: changed since the run, or gone":                                                "そのまま残しました: 実行のあとで変更されたか、なくなっています",
	"left alone: there are several that could be the one that the run added":                    "そのまま残しました: 実行が追加したものと思われるものが複数あります",
	"cannot be put back: a login account needs a password, and nobody can read the old one":     "元に戻せません: ログインアカウントにはパスワードが必要ですが、以前のパスワードはだれにも読めません",
	"cannot be put back: a webhook needs its secret, which is not kept":                         "元に戻せません: Webhook には検証用トークンが必要ですが、保存していません",
	"cannot be put back: the bytes of pictures and files are not kept":                          "元に戻せません: 画像やファイルの中身は保存していません",
	"cannot be put back: only v1.2 of the API changes and deletes single rows":                  "元に戻せません: 一部の行だけを変更・削除できるのは API v1.2 だけです",
	"cannot be put back: the run did not keep what was there before":                            "元に戻せません: この実行は変更前の内容を保存していません",
	"cannot be put back: a setting that was never made cannot be taken back":                    "元に戻せません: 未設定の状態に戻す方法がありません",
	"cannot be put back: nobody has written down how":                                           "元に戻せません: 元に戻す方法が用意されていません",
	"passwords and secrets that the run has set stay as they are":                               "実行が設定したパスワードと検証用トークンはそのままです",
	"comes back as a new user: cards, contacts and tags of the old one are gone":                "新しいユーザーとして戻ります。以前のユーザーの名刺、コンタクト、タグは戻りません",
	"comes back without what went with it: records of sheets, pictures, files, login accounts":  "戻りますが、一緒に削除されたもの (シートのレコード、画像、ファイル、ログインアカウント) は戻りません",
}
