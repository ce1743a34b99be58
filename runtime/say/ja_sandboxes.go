package say

var jaSandboxes = table{
	"there is no simulator of connections of the kind %s":                                                                "種類が %s の接続にはシミュレーターがありません",
	"the sandbox cannot save its state: %w":                                                                              "サンドボックスの状態を保存できません: %w",
	"the sandbox cannot go on from %s in .dandori/sandbox: %v":                                                           ".dandori/sandbox の %s からサンドボックスを続けられません: %v",
	"put back the key that it was made with, or start over with dandori sandbox --reset: nothing in the sandbox is real": "作成時の鍵を元に戻すか、dandori sandbox --reset で最初からやり直してください (サンドボックスのデータはすべて架空です)",
	"the sandbox cannot be kept in %s: %v":                                                                               "サンドボックスを %s に保存できません: %v",
	"the folder must be writable":                                                                                        "フォルダに書き込めるようにしてください",
	"the process %s serves the project's sandbox, but does not answer":                                                   "プロセス %s がこのプロジェクトのサンドボックスを動かしていますが、応答がありません",
	"end that process if it hangs: what it has answered is saved, and the next one goes on from there":                   "固まっているならそのプロセスを終了してください。応答済みの内容は保存されており、次のプロセスがそこから続けます",
	"the process %s serves the project's sandbox":                                                                        "このプロジェクトのサンドボックスはプロセス %s が動かしています",
	"the project's sandbox was made with the seed %s and the size %s":                                                    "このプロジェクトのサンドボックスは seed %s、size %s で作られています",
	"leave out --seed and --size, or start over with dandori sandbox --reset and both":                                   "--seed と --size を外すか、dandori sandbox --reset に両方を付けて最初からやり直してください",
}
