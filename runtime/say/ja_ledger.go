package say

var jaLedger = table{
	"another run asks for the access token":    "アクセストークンを別の実行が取得中です",
	"the vendor is doing what it was asked to": "依頼した処理をサービス側で実行中です",
}
