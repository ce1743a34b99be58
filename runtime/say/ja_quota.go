package say

var jaQuota = table{
	"the request limit of %s is used up": "%s のリクエスト上限に達しています",
}
