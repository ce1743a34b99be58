package say

// jaJournal is what the journals of runs say.
var jaJournal = table{
	"this entry was written by a newer dandori (format %d; this one reads up to %d)": "この記録は新しい版の dandori が書いたものです (形式 %d、この版が読めるのは %d まで)",
}
