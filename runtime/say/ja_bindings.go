package say

var jaBindings = table{
	"dandori.yaml has no connection %q": "dandori.yaml に接続 %q はありません",
	"dandori.yaml has no connections at all: add one, such as sansan: { kind: sansan, sandbox: true }": "dandori.yaml に接続が 1 つもありません。sansan: { kind: sansan, sandbox: true } のように追加してください",
	"did you mean %q? There are: %s": "%q の間違いでは? あるのは: %s",
	"connection %s: connections of the kind %s are not built yet; there is kaonavi-v1": "接続 %s: 種類 %s の接続はまだ使えません。kaonavi-v1 は使えます",
	"connection %s: the certificates of ca cannot be read: %w":                         "接続 %s: ca の証明書を読めません: %w",
}
