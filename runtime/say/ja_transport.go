package say

var jaTransport = table{
	"it is not known whether %s on %s was done: %v":                                                    "%[2]s の %[1]s が実行されたかどうか分かりません: %[3]v",
	"Look it up on the vendor's screen before you run this again; sending it twice could do it twice.": "再実行する前に、ベンダーの画面で結果を確認してください。もう一度送ると二重に実行されるおそれがあります。",

	"no answer came in time":                                               "時間内に応答がありませんでした",
	"the answer stopped in the middle":                                     "応答が途中で止まりました",
	"the whole request took too long":                                      "リクエスト全体の制限時間を超えました",
	"the answer is longer than the connection's maxResponse":               "応答が接続の maxResponse を超えています",
	"the address is not on this machine, and plain http goes nowhere else": "このマシンのアドレスではありません。暗号化なしの http はこのマシン宛てにしか使えません",
	"interrupted while the request was on the wire":                        "リクエストの送信中に中断されました",
	"the access token died while the request waited":                       "リクエストの待機中にアクセストークンの期限が切れました",
	"the answer of %s is longer than %d bytes":                             "%s の応答が %d バイトを超えています",
	"%s: %v":                             "%s: %v",
	"the connection to %s broke off: %s": "%s との接続が途中で切れました: %s",
	"no connection to %s: %s":            "%s に接続できません: %s",
	"The vendor may be busy, or a proxy holds the connection; try again later.":                                "ベンダー側が混雑しているか、プロキシが接続を止めている可能性があります。時間をおいて再度お試しください。",
	"Check the network, and `baseURL` and `proxy` of this connection in dandori.yaml.":                         "ネットワークと、dandori.yaml のこの接続の `baseURL`・`proxy` を確認してください。",
	"Check the network, and whether this machine needs a `proxy` in dandori.yaml.":                             "ネットワークを確認してください。プロキシが必要な環境では dandori.yaml に `proxy` を設定してください。",
	"If your company's proxy inspects TLS, name its certificate with `ca` at this connection in dandori.yaml.": "社内プロキシが TLS を検査している場合は、その証明書を dandori.yaml のこの接続の `ca` に指定してください。",

	"a request to %s was made without an operation":                                     "%s へのリクエストに操作名が付いていません",
	"a request for %s was about to leave for %s":                                        "%s 宛てのはずのリクエストが %s に送られようとしました",
	"this is a dry run: %s on %s changes something and was not sent":                    "ドライランのため、%[2]s を変更する %[1]s は送信しませんでした",
	"the body of %s cannot be sent twice":                                               "%s のリクエスト本文を再送できません",
	"%s answered that there were too many requests (429)":                               "%s からリクエスト過多 (429) の応答がありました",
	"sending again after: %v":                                                           "再送します: %v",
	"%s answered with status %d":                                                        "%s がステータス %d を返しました",
	"%s answered with status %d, a redirect to %s":                                      "%s がステータス %d で %s へのリダイレクトを返しました",
	"Check `baseURL` of this connection, and whether a proxy on the way wants a login.": "この接続の `baseURL` を確認してください。途中のプロキシがログインを求めている可能性もあります。",
	"the answer of %s cannot be read: %s":                                               "%s の応答を読み取れません: %s",

	"baseURL of connection %s is not a URL like https://api.example.com":       "接続 %s の baseURL が https://api.example.com のような URL ではありません",
	"baseURL of connection %s is plain http to %s":                             "接続 %s の baseURL が %s への暗号化なしの http です",
	"Use https; plain http is only for a server on this machine.":              "https を使ってください。暗号化なしの http はこのマシンで動くサーバーにだけ使えます。",
	"proxy of connection %s is not a URL like http://proxy.example.co.jp:8080": "接続 %s の proxy が http://proxy.example.co.jp:8080 のような URL ではありません",
	"ca of connection %s holds no certificate in PEM form":                     "接続 %s の ca に PEM 形式の証明書がありません",
}
