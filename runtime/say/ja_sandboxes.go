package say

var jaSandboxes = table{
	"there is no simulator of connections of the kind %s":                                                                "種類が %s の接続にはシミュレーターがありません",
	"the sandbox cannot save its state: %w":                                                                              "サンドボックスの状態を保存できません: %w",
	"the sandbox cannot go on from %s in .dandori/sandbox: %v":                                                           ".dandori/sandbox の %s からサンドボックスを続けられません: %v",
	"put back the key that it was made with, or start over with dandori sandbox --reset: nothing in the sandbox is real": "作成時の鍵を元に戻すか、dandori sandbox --reset で最初からやり直してください (サンドボックスのデータはすべて架空です)",
	"the sandbox cannot be kept in %s: %v":                                                                               "サンドボックスを %s に保存できません: %v",
	"the folder must be writable":                                                                                        "フォルダーに書き込めるようにしてください",
	"the process %s serves the project's sandbox, but does not answer":                                                   "プロセス %s がこのプロジェクトのサンドボックスを動かしていますが、応答がありません",
	"end that process if it hangs: what it has answered is saved, and the next one goes on from there":                   "固まっているならそのプロセスを終了してください。応答済みの内容は保存されており、次のプロセスがそこから続けます",
	"the process %s serves the project's sandbox":                                                                        "このプロジェクトのサンドボックスはプロセス %s が動かしています",
	"the project's sandbox was made with --seed %s --size %s":                                                            "このプロジェクトのサンドボックスは --seed %s --size %s で作られています",
	"the sandbox starts over: nothing has happened to it":                                                                "サンドボックスを最初の状態に戻しました",
	"leave out --seed and --size, or start over with dandori sandbox --reset and both":                                   "--seed と --size を外すか、dandori sandbox --reset に両方を付けて最初からやり直してください",
	"make the project's sandbox start over, and serve nothing":                                                           "プロジェクトのサンドボックスを最初の状態に戻す (サーバーは起動しない)",
	"%w: this is a server of its own, and what happens to it is kept nowhere":                                            "%w。これは別のサーバーで、ここでの変更はどこにも保存されません",
	"there is no dandori.yaml here or above: only a project has a sandbox that is kept":                                  "ここにも上位のフォルダーにも dandori.yaml がありません。保存されるサンドボックスはプロジェクトにだけあります",
	"end that process, or wait for it, and try again":                                                                    "そのプロセスを終了するか、終わるのを待ってからやり直してください",
	`The vendors' simulators as a server of this machine, with faults to order.

In a project this is the sandbox that all its connections with sandbox: true share: runs meet the faults ordered here, and what was done to it is kept. --reset starts it over, of --seed and --size if they are given.

A fault is OPERATION:WHEN=KIND, several are separated by semicolons:
  --fault "bizCards.list:3=500; task:*=reset-after; *:7=drip"
KIND is one of 429, 429-bare, 500, 503, html, truncate, empty, drip, reset-before, reset-after, timeout, slow=TIME, token-dies.`: `ベンダーのシミュレーターをこのマシンのサーバーとして動かします。障害も起こせます。

プロジェクトの中では、sandbox: true の接続がみな共有するサンドボックスになります。実行はここで指定した障害に出会い、行った変更は保存されます。--reset で最初からやり直します (--seed と --size を付けると、その内容で作り直します)。

障害は「操作:いつ=種類」の形で、いくつかあるときはセミコロンで区切ります:
  --fault "bizCards.list:3=500; task:*=reset-after; *:7=drip"
種類は 429、429-bare、500、503、html、truncate、empty、drip、reset-before、reset-after、timeout、slow=時間、token-dies のいずれかです。`,
}
