package say

var jaBindings = table{
	"dandori.yaml has no connection %q": "dandori.yaml に接続 %q はありません",
	"dandori.yaml has no connections at all: add one, such as sansan: { kind: sansan, sandbox: true }": "dandori.yaml に接続が 1 つもありません。sansan: { kind: sansan, sandbox: true } のように追加してください",
	"did you mean %q? There are: %s":                                                                                      "%q の間違いでは? あるのは: %s",
	"connection %s: there are no connections of the kind %s":                                                              "接続 %s: 種類 %s の接続はありません",
	"connection %[1]s: a link to a file leads to %[2]s, which is not on the internet, and was not followed":               "接続 %[1]s: ファイルのリンクが、インターネット上にない %[2]s を指しているため、開きませんでした",
	"connection %[1]s: a link to a file leads to %[2]s without encryption, and was not followed":                          "接続 %[1]s: ファイルのリンクが、暗号化されない %[2]s を指しているため、開きませんでした",
	"a proxy on the way may have changed the answer: look at `baseURL` and `proxy` of this connection, or ask the vendor": "途中のプロキシーが応答を書き換えている可能性があります。この接続の `baseURL` と `proxy` を確認するか、提供元に問い合わせてください",
	"connection %s: the certificates of ca cannot be read: %w":                                                            "接続 %s: ca の証明書を読めません: %w",
}
