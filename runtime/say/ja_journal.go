package say

// jaJournal is what the journals of runs, and what is kept with them, say.
var jaJournal = table{
	"this entry was written by a newer dandori (format %d; this one reads up to %d)": "この記録は新しい版の dandori が書いたものです (形式 %d、この版が読めるのは %d まで)",
	"entry %d of the journal of run %s cannot be used: %w":                           "実行 %[2]s の記録の %[1]d 番目が使えません: %[3]w",
	"it is missing":                      "抜けています",
	"the store has lost the content %s":  "保存されているはずの内容 %s がありません",
	"the content %s cannot be read: %w":  "保存されている内容 %s を読めません: %w",
	"the state of %s cannot be read: %w": "%s の state を読めません: %w",
}
