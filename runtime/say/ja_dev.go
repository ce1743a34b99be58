package say

var jaDev = table{
	"Run it again on the sandbox, each time that it is saved": "保存するたびにサンドボックスで実行し直す",
	`Runs a workflow or a bare script, and again each time that it, anything that it imports, its YAML or dandori.yaml is saved. The run before is cancelled.
Every connection is on the sandbox, whatever dandori.yaml says; --live uses the real ones. Ctrl-C ends it.`: `ワークフローまたはスクリプトを実行し、スクリプト、そこからインポートしているファイル、YAML、dandori.yaml のいずれかが保存されるたびに実行し直します。前の実行は取り消されます。
dandori.yaml の設定にかかわらず、接続先はすべてサンドボックスになります(--live を付けると実際の接続先を使います)。Ctrl-C で終了します。`,
	"use the connections as dandori.yaml has them":                             "dandori.yaml に書かれた接続先をそのまま使う",
	"the time zone was changed: start dandori dev again, this one stays at %s": "タイムゾーンが変更されました。反映するには dandori dev を起動し直してください(それまでは %s のままです)",
	"waiting for the next save":                                                "次の保存を待っています",
	"%[1]s after %[2]s; waiting for the next save":                             "%[2]s で終了しました(%[1]s)。次の保存を待っています",
	"%[1]s: first output %[2]s after the save":                                 "%[1]s: 保存から最初の出力まで %[2]s",
}
