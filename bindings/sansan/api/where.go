package api

import "dandori/runtime/say"

// WhereToLook tells a person where Sansan's own screens show whether an
// operation was done; zero for those that change nothing. The document speaks
// of 管理者設定 (API Key, 管理API) and does not name the screens in it: that
// users, departments and the mail program stand there is assumed.
func WhereToLook(operation string) say.Text {
	switch operation {
	case startImport.Name:
		return say.T("In Sansan's administrator settings (管理者設定), look for the request's users and departments: added ones are there, deleted ones are gone, changed ones show their new values. An import can wait for minutes before it begins.")
	case setEmailClient.Name:
		return say.T("In Sansan's administrator settings (管理者設定), look at the mail program that users begin with (利用メールソフトの初期値).")
	}
	return say.Text{}
}
