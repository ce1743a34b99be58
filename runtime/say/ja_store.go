package say

// jaStore is what the store and its keys say.
var jaStore = table{
	"this is no key of dandori: one begins with %s and has %d letters after that": "dandori の鍵ではありません。鍵は %s で始まり、その後に %d 文字が続きます",
}
