package say

// jaDoctor is what the doctor finds.
var jaDoctor = table{
	"What goes wrong in real places: credentials, clocks, file systems, the store": "現場で起きやすい問題を調べる: 認証情報、時計、ファイルシステム、ストア",
	`Looks at what dandori needs to work here, and says what to do where something is wrong: dandori.yaml and the workflows' channels, the key and the store, the file system and the limits on watching it, whether dandori serve runs, and each connection.
Each connection that is not simulated is sent one small request that only reads, which counts against its limits.
With --tell, only the channel of that name is tried, and really sent a message.`: `dandori がここで動くために必要なものを調べ、問題があれば対処を示します: dandori.yaml とワークフローの通知先、鍵とストア、ファイルシステムと監視の上限、dandori serve が動いているか、各接続。
サンドボックスでない接続には、読み取りだけの小さなリクエストを 1 回送ります。このリクエストも呼び出し回数の制限に数えられます。
--tell を付けると、その名前の通知先だけを調べ、実際にメッセージを送ります。`,
	"send a test message through `CHANNEL`, one of notify in dandori.yaml; several times":                    "dandori.yaml の notify にある通知先 `CHANNEL` にテストメッセージを送る。複数指定できる",
	"a test message was sent, and taken: whoever reads it there should see it now":                           "テストメッセージを送り、受け付けられました。通知先に届いているか確認してください",
	"%[1]s is on a file system of this machine (%[2]s)":                                                      "%[1]s はこの PC のファイルシステム (%[2]s) にあります",
	"the type of the file system of %s is not known here":                                                    "%s のファイルシステムの種類は、この環境では分かりません",
	"%[1]s is on a network or shared file system (%[2]s): changes are found by looking every few seconds":    "%[1]s はネットワークまたは共有のファイルシステム (%[2]s) にあります。変更は数秒ごとの巡回で見つけます",
	"put the project on a disk of this machine; folders that files are dropped into may stay where they are": "プロジェクトはこの PC のディスクに置いてください。ファイルの受け渡し用フォルダーはそのままで構いません",
	"%[1]s is %[2]d": "%[1]s は %[2]d です",
	"%[1]s: %[2]d of %[3]d are in use; beyond, files are looked through every few seconds":  "%[1]s: %[3]d のうち %[2]d を使用中です。超えると、数秒ごとの巡回でファイルを調べます",
	"raise it with: sudo sysctl %[1]s=%[2]d":                                                "上限を上げてください: sudo sysctl %[1]s=%[2]d",
	"%[1]s: %[2]d of %[3]d are in use":                                                      "%[1]s: %[3]d のうち %[2]d を使用中です",
	"dandori serve runs for this project":                                                   "このプロジェクトの dandori serve が動いています",
	"dandori serve does not run for this project on this machine: nothing starts by itself": "この PC では、このプロジェクトの dandori serve が動いていません。自動では何も始まりません",
	"%s can be read": "%s は正しく読めました",
	"%d can be read; dandori check looks at their scripts, too":                        "%d 件が正しく読めました。スクリプトの検査は dandori check で行えます",
	"its settings are there; nothing was sent (dandori doctor --tell %s sends a test)": "設定はそろっています (送信はしていません。dandori doctor --tell %s でテストを送れます)",
	"it is in %s; a backup without it opens nothing":                                   "鍵は %s にあります。鍵がないとバックアップは開けません",
	"%[1]s can be written, and its tables are those of dandori %[2]s":                  "%[1]s に書き込めます。テーブルは dandori %[2]s のものです",
	"simulated (sandbox: true): nothing goes to the vendor":                            "サンドボックスです (sandbox: true)。ベンダーには何も送りません",
	"the vendor takes its credentials":                                                 "認証情報はベンダーに受け付けられました",
	"its clock and this machine's agree":                                               "ベンダーとこの PC の時計は合っています",
	"this machine's clock is %s behind the vendor's":                                   "この PC の時計はベンダーより %s 遅れています",
	"this machine's clock is %s ahead of the vendor's":                                 "この PC の時計はベンダーより %s 進んでいます",
	"let the system set its clock (NTP): schedules go by it":                           "システムの時刻合わせ (NTP) を有効にしてください。スケジュールはこの時計で動きます",
}
