package say

// jaTypes is what dandori types says.
var jaTypes = table{
	`Writes the types of what scripts can import, and the schemas of the YAML files, for editors.
Each connection to Kaonavi v2.0 is asked for its layouts and choices, in three requests which only read, so that the names of its sheets and fields and the choices are types, too. Of one that does not answer, what was written before stays.`: `スクリプトが import できるものの型と、YAML ファイルのスキーマを、エディター用に書き出します。
カオナビ v2.0 の接続にはレイアウト設定と選択肢を問い合わせ (読み取りだけで 3 リクエスト)、シート名・項目名・選択肢も型にします。答えがない接続については、前に書き出した内容をそのまま残します。`,
	"dandori types writes what sheets, fields and choices there are, for the editor to complete and check":      "dandori types を実行すると、今のシート・項目・選択肢が型として書き出され、エディターが補完と確認をします",
	"ask no connection; what the types said of each stays":                                                      "どの接続にも問い合わせず、前に書き出した内容を残します",
	"connection %[1]s does not tell its sheets, fields and choices, and %[2]s keeps what it had of them: %[3]s": "接続 %[1]s からシート・項目・選択肢を読み取れません。%[2]s のその部分は前のまま残しました: %[3]s",
}
