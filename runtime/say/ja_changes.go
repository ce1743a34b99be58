package say

var jaChanges = table{
	// bindings/state
	"state.set: the value of %q has %d KiB of JSON, more than the %d KiB that one may have": "state.set: %[1]q の値は JSON で %[2]d KiB あり、上限の %[3]d KiB を超えています",
	"keep it in a file, or under several keys":                                              "ファイルに保存するか、複数のキーに分けてください",
	"a key that does not begin with %q: those are dandori's own":                            "%q で始まらないキー(このキーは dandori 自身が使います)",

	// bindings/input
	"the run has read a part of %s and needs the rest: %v":                                            "%[1]s を途中まで読み込みましたが、続きを読み込めません: %[2]v",
	"%s is not the file any more that the run began to read: somebody has changed or replaced it":     "%s は実行開始時に読み込んだファイルと異なります(変更または差し替えられています)",
	"put the file back as it was and type dandori runs resume, or begin anew with dandori runs rerun": "ファイルを元の状態に戻して dandori runs resume を実行するか、dandori runs rerun で最初からやり直してください",

	// bindings/sansan
	"%s: overlap is shorter than %s": "%[1]s: overlap は %[2]s 以上にしてください",
	"how far bizCards.changes came is written in a way that this dandori does not know (version %d): %v": "bizCards.changes の前回の位置を、このバージョンの dandori では読み取れません(形式 %[1]d): %[2]v",

	// bindings/basics
	"sleeping until %s":           "%s まで待機中",
	"waiting for an approval: %s": "承認待ち: %s",
	"dry run":                     "予行",
	"it changes nothing":          "何も変更しません",
	"dry run: %q counts as approved; nobody was asked":                     "ドライラン: %q は承認されたものとして進めます(誰にも確認していません)",
	"%s rejected this at %s":                                               "%[1]s が却下しました(%[2]s)",
	"%[1]s rejected this at %[2]s: %[3]s":                                  "%[1]s が却下しました(%[2]s): %[3]s",
	"approve needs a place where people can answer, and this run has none": "approve には回答を受け付ける場所が必要ですが、この実行にはありません",
	"run it with dandori run, or let dandori serve run it":                 "dandori run で実行するか、dandori serve に実行させてください",
}
