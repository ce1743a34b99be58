package say

var jaQuota = table{
	"the request limit of %s is used up":    "%s のリクエスト上限に達しています",
	"another run asks for the access token": "アクセストークンを別の実行が取得中です",
}
