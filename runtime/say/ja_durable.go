package say

var jaDurable = table{
	"a timer of the script": "スクリプトのタイマー",
	"the engine's own scripts that the run began with cannot be read": "この実行が開始したときの、dandori 自体のスクリプトを読み取れません",
}
