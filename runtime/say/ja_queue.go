package say

// jaQueue is what the list of runs says.
var jaQueue = table{
	"several runs begin with %s: write more of the name":                                        "%s で始まる実行が複数あります。もう少し先の文字まで指定してください",
	"there is no run %s any more: begin again with the newest":                                  "実行 %s はもうありません。最新の実行から表示し直してください",
	"the process died %d times at the same place; `dandori runs resume %s` tries again":         "同じ箇所でプロセスが %d 回続けて異常終了したため、実行を止めています。`dandori runs resume %s` で再開できます",
	"it was cancelled, but a write had left and its answer was lost: `dandori runs resolve %s`": "キャンセルされましたが、送信済みの書き込みの結果が分かっていません。`dandori runs resolve %s` で確定してください",
	"this run is damaged in the store: %v":                                                      "この実行はストア内で壊れています: %v",
	"the folder %s does not keep its files: something removes them":                             "フォルダー %s に作ったファイルが残りません。ほかのプログラムが削除している可能性があります",
}
