package say

var jaKaonaviPlan = table{
	"there is no member %s in Kaonavi":                                            "カオナビにメンバー %s がいません",
	"there is no department %s in Kaonavi":                                        "カオナビに所属 %s がありません",
	"there is no %s in Kaonavi, but %s: its leading zeros were lost, as in Excel": "カオナビに %[1]s はなく、%[2]s があります。Excel などで先頭の 0 が失われています",
	"is there already in Kaonavi":                                                 "カオナビにすでにあります",
	"is also that of %s":                                                          "%s と重複しています",
}
