package say

var jaService = table{
	// service
	"Let the system start dandori serve for this project, and start it again": "このプロジェクトの dandori serve を、OS のサービスとして自動で起動・再起動します",
	`Makes a service of dandori serve for this project: it starts with the machine, and again when it has failed.
On Linux it is one of systemd, on macOS of launchd, on Windows a Windows service. Installed by root (or sudo) it is the machine's, else your own.`: `このプロジェクトの dandori serve をサービスとして登録します。マシンの起動時に始まり、異常終了したときは再び起動します。
Linux では systemd、macOS では launchd、Windows では Windows サービスを使います。root (または sudo) で登録するとマシン全体の、それ以外では自分用のサービスになります。`,
	"`ACCOUNT` as which the machine's service runs (default: who called sudo)":                           "マシン全体のサービスを `ACCOUNT` で実行します (既定: sudo を実行した人)",
	"root's own service rather than the machine's":                                                       "マシン全体ではなく、root 自身のサービスにします",
	"Make the service and start it":                                                                      "サービスを登録して開始します",
	"Stop the service and remove it":                                                                     "サービスを停止して削除します",
	"Whether the service is there and runs":                                                              "サービスが登録され、動いているかを表示します",
	"a service cannot be made of a folder with {{ in its path: %s":                                       "パスに {{ を含むフォルダーはサービスにできません: %s",
	"services of this system are not known to dandori (%v)":                                              "このシステムのサービスの仕組みには対応していません (%v)",
	"let the system start dandori serve another way, such as a line @reboot in the crontab":              "crontab の @reboot など、別の方法で dandori serve を起動してください",
	"the service %[1]s is there already (%[2]s)":                                                         "サービス %[1]s はすでに登録されています (%[2]s)",
	"dandori service uninstall removes it":                                                               "dandori service uninstall で削除できます",
	"the service %s is installed and started":                                                            "サービス %s を登録し、開始しました",
	"it starts when you log in, and ends when you log out. So that it starts with the machine, type: %s": "このサービスはログイン中だけ動きます。マシンの起動時から動かすには、次を実行してください: %s",
	"DANDORI_KEY is set here, but not for the service: set it there too, or unset it and let dandori secret keep the key in its file": "DANDORI_KEY はこの端末では設定されていますが、サービスには渡りません。サービス側にも設定するか、DANDORI_KEY を外して dandori secret で鍵をファイルに置いてください",
	"the key is in the keyring, which a service can read only while you are logged in: dandori secret can move it into its file":      "鍵がキーリングにあり、サービスはログイン中しか読めません。dandori secret で鍵をファイルに移せます",
	"the service %s is not installed":                           "サービス %s は登録されていません",
	"the service %s is stopped and removed":                     "サービス %s を停止して削除しました",
	"the service %s runs":                                       "サービス %s は動いています",
	"the service %s is installed and does not run":              "サービス %s は登録されていますが、動いていません",
	"the service %[1]s is installed and does not run: %[2]v":    "サービス %[1]s は登録されていますが、動いていません: %[2]v",
	"the service %s is installed; whether it runs is not known": "サービス %s は登録されていますが、動いているかどうか分かりません",
	"what it says: %s":                                          "ログ: %s",
	"the system's service manager refuses: %v":                  "OS のサービス管理が受け付けませんでした: %v",
	"open the terminal as administrator and try again":          "ターミナルを管理者として開き、もう一度実行してください",
	"dandori serve has ended by itself":                         "dandori serve が自ら終了しました",

	// reload
	"Let a running dandori serve read dandori.yaml and .env again": "動いている dandori serve に dandori.yaml と .env を読み直させます",
	`Asks the dandori serve of this project to read dandori.yaml and .env again, and says what it found. What is wrong is not taken over: it goes on with what it had.
Workflows and scripts need no reload: they are read again whenever they are saved.`: `このプロジェクトの dandori serve に dandori.yaml と .env を読み直すよう頼み、結果を表示します。間違いがあれば反映されず、それまでの設定のまま動き続けます。
ワークフローとスクリプトは保存のたびに読み直されるので、この操作は不要です。`,
	"dandori serve has not answered within %s":                                       "dandori serve から %s 以内に応答がありませんでした",
	"look at its log: it may stand still, or be an older dandori that cannot reload": "ログを確認してください。止まっているか、読み直しに対応していない古い dandori かもしれません",
	"dandori.yaml was read again and is in use":                                      "dandori.yaml を読み直し、反映しました",
	"no dandori serve runs for this project on this machine":                         "このマシンでは、このプロジェクトの dandori serve が動いていません",
	"dandori serve starts one, dandori service install lets the system do so":        "dandori serve で起動するか、dandori service install でサービスにしてください",
}
