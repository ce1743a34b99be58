package say

var jaQuota = table{
	"the request limit of %s is used up":                                                                    "%s のリクエスト上限に達しています",
	"it is no ledger of dandori":                                                                            "dandori の使用量台帳ではありません",
	"the ledger %s was written by a newer dandori":                                                          "使用量台帳 %s は、より新しい dandori で書かれています",
	"Use that version, or remove the file when no request was sent for an hour.":                            "そのバージョンを使うか、リクエストを1時間送っていない状態でこのファイルを削除してください。",
	"the ledger of requests %s cannot be used: %v":                                                          "使用量台帳 %s を使えません: %v",
	"Nothing is sent that cannot be counted. Check that the folder exists, is writable and belongs to you.": "記録できないリクエストは送信しません。フォルダーが存在し、書き込み可能で、ご自身の所有であることを確認してください。",
}
