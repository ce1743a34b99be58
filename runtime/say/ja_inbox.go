package say

// jaInbox is what the watch over incoming files says.
var jaInbox = table{
	"the name of %s is not UTF-8, as of files from a ZIP file that was made on Windows: it starts no run until it is renamed": "%s のファイル名が UTF-8 ではありません(Windows で作成した ZIP を展開したときなどに起こります)。名前を変更するまで、このファイルでは実行を開始しません",
	"%s is not a file": "%s はファイルではありません",
	"%[1]s: no file is moved to %[2]s, which is dandori's or the project's own: the files stay where they are":                "%[1]s: %[2]s は dandori またはプロジェクト自体が使う場所のため、ファイルを移動しません。ファイルは元の場所に残します",
	"%[1]s: %[2]s is the folder that its files come to: they stay where they are":                                             "%[1]s: %[2]s はファイルを受け取るフォルダーそのもの(またはその親)です。ファイルは移動せず、そのまま残します",
	"%s leads out of the project: it starts no run":                                                                           "%s はプロジェクトの外を指すリンクのため、実行を開始しません",
	"the operating system does not let dandori read %s: it starts no run until its permissions are changed":                   "OS の権限により %s を読めません。権限が変更されるまで、このファイルでは実行を開始しません",
	"%[1]s cannot be looked at: %[2]v":                                                                                        "%[1]s を確認できません: %[2]v",
	"the folder %s is not there: files start runs as soon as it is made":                                                      "フォルダー %s がありません。作成されると、そこに置かれたファイルで実行が始まります",
	"%s is still open in the program that writes it: its run starts when it is closed":                                        "%s はまだ書き込み中のプログラムで開かれています。閉じられると実行が始まります",
	"%[1]s: its files wait, because no run can be started: %[2]v":                                                             "%[1]s: 実行を開始できないため、ファイルは待機しています: %[2]v",
	"%[1]s holds what it held when run %[2]s took it, so it starts none now: `dandori run %[3]s -p file=%[1]s` runs it again": "%[1]s は実行 %[2]s で処理したときと同じ内容のため、新しい実行は開始しません。もう一度実行するには `dandori run %[3]s -p file=%[1]s` を使ってください",
	"%s has changed since its run was put into the list: what it holds now has a run of its own":                              "%s は実行の順番を待つ間に変更されました。今の内容は別の実行で処理します",
	"%s is gone: it was there when its run was put into the list":                                                             "%s がなくなりました。実行を予約した時点ではありました",
	"no file is moved to %s: it is dandori's or the project's own":                                                            "%s は dandori またはプロジェクト自体が使う場所のため、ファイルを移動しません",
	"%[1]s cannot be put away after its run, and is tried again: %[2]v":                                                       "実行後に %[1]s を移動できませんでした。あとでもう一度試します: %[2]v",
	"%[1]s went to %[2]s": "%[1]s を %[2]s に移動しました",
	"%s is another file now than the one that the run was started for":              "%s は、この実行を開始したときとは別のファイルになっています",
	"move it away, so that %s can come back, and try again":                         "そのファイルを別の場所へ移し、%s を戻せるようにしてから、もう一度実行してください",
	"%[1]s is gone: it was moved to %[2]s after its run, and is not there any more": "%[1]s がありません。実行後に %[2]s へ移動しましたが、そこにもありません",
	"%s is not the file any more that the run was started for":                      "%s は、この実行を開始したときのファイルではなくなっています",
	"put the file back at %s and try again":                                         "元のファイルを %s に戻してから、もう一度実行してください",
}
