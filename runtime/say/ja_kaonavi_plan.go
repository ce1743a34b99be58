package say

var jaKaonaviPlan = table{
	// What only a look at what is there shows.
	"there is no member %s in Kaonavi":                                                  "カオナビにメンバー %s がいません",
	"there is no department %s in Kaonavi":                                              "カオナビに所属 %s がありません",
	"there is no user %s in Kaonavi":                                                    "カオナビにユーザー %s がいません",
	"there is no webhook %s in Kaonavi":                                                 "カオナビに Webhook %s がありません",
	"there is no %s in Kaonavi, but %s: its leading zeros were lost, as in Excel":       "カオナビに %[1]s はなく、%[2]s があります。Excel などで先頭の 0 が失われています",
	"%s is not among the departments, but %s: its leading zeros were lost, as in Excel": "%[1]s は所属の中にありませんが、%[2]s があります。Excel などで先頭の 0 が失われています",
	"is there already in Kaonavi":                                                       "カオナビにすでにあります",
	"is also that of %s":                                                                "%s と重複しています",
	"is that of another user already":                                                   "すでに別のユーザーが使っています",
	"the field has no choice with id %s":                                                "この項目に ID %s の選択肢はありません",
	"a member has one record on this sheet":                                             "このシートは単一レコードです(1 メンバーにつき 1 件)",
	"a member has one record on this sheet: use update":                                 "このシートは単一レコードです(1 メンバーにつき 1 件)。update を使ってください",

	// Files.
	"has a face image already: use update":                                                      "顔写真がすでに登録されています。update を使ってください",
	"has no face image yet: use add":                                                            "顔写真がまだ登録されていません。add を使ってください",
	"the member has a file of this name already: use update":                                    "このメンバーには同じ名前のファイルがすでにあります。update を使ってください",
	"the member has no file of this name yet: use add":                                          "このメンバーに同じ名前のファイルはまだありません。add を使ってください",
	"the member has %d files of this name, and Kaonavi does not say which one it would replace": "このメンバーには同じ名前のファイルが %d 件あり、どれが置き換わるか分かりません",
}
