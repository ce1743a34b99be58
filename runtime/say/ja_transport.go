package say

var jaTransport = table{
	"it is not known whether %s on %s was done: %v": "%[2]s の %[1]s が実行されたかどうか分かりません: %[3]v",
	"Look it up on the vendor's screen before you run this again; sending it twice could do it twice.": "再実行する前に、ベンダーの画面で結果を確認してください。もう一度送ると二重に実行されるおそれがあります。",
}
