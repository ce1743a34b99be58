package say

var jaSandbox = table{
	"port %d cannot be used: %w": "ポート %d は使えません: %v",
	"%q is no latency: write a duration or a range, as 50ms or 50ms-300ms":                                           "%q は遅延として読めません。50ms や 50ms-300ms のように時間か範囲を書いてください",
	"%q is no fault: write OPERATION:WHEN=KIND, as bizCards.list:3=500 or *:*/10=slow=2s":                            "%q は障害の指定として読めません。bizCards.list:3=500 や *:*/10=slow=2s のように「操作:いつ=種類」で書いてください",
	"%q is no pattern for operations":                                                                                "%q は操作名のパターンとして読めません",
	"%q ends before it begins":                                                                                       "%q は終わりが始まりより前です",
	"%q is no kind of fault; there are: %s":                                                                          "%q という障害の種類はありません。使えるもの: %s",
	"%q: slow needs a duration (slow=2s), drip may have one (drip=100ms), the other kinds have none":                 "%q: slow には時間が必要です (slow=2s)。drip は時間を付けられます (drip=100ms)。ほかの種類には付けられません",
	"%q is no duration: write it as 500ms, 2s or 1m":                                                                 "%q は時間として読めません。500ms、2s、1m のように書いてください",
	"%q says not which requests: write 3, 2-5, -3 (the first three), 3- (from the third on), * or */4 (each fourth)": "%q ではどのリクエストか分かりません。3、2-5、-3 (最初の 3 回)、3- (3 回目から)、*、*/4 (4 回ごと) のいずれかを書いてください",
	"fault %q: %w": "障害の指定 %q: %w",
	"fault %q: there is no operation %q; there are: %s": "障害の指定 %q: 操作 %q はありません。使えるもの: %s",
}
