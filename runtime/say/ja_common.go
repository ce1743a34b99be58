package say

// jaCommon is what several rooms say.
var jaCommon = table{
	"true or false":         "true か false",
	"there are: %s":         "使えるもの: %s",
	"there is no script %s": "スクリプト %s がありません",
	"did you mean %q?":      "%q のことですか?",
}
