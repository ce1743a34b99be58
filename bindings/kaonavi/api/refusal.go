package api

import (
	"net/http"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// refusal is the answer as an error.
func (c *Client) refusal(op call.Operation, a answer) *call.Error {
	list := a.messages()
	e := call.New(call.VendorError, "Kaonavi refused %s: %s", op.Name, reasons(a.status, list))
	if a.status >= http.StatusInternalServerError {
		e.Text = say.T("Kaonavi failed at %s: %s", op.Name, reasons(a.status, list))
	}
	e.Status, e.Errors, e.Field = a.status, list, fieldIn(a.fields["errors"])
	return hinted(e.Of(c.request(op)))
}

// reasons puts the first few messages into a sentence.
func reasons(status int, list []string) say.Text {
	const most = 5
	switch {
	case len(list) == 0 && status/100 == 2:
		return say.T("it gave no reason")
	case len(list) == 0:
		return say.T("HTTP %d, without a reason", status)
	case len(list) > most:
		return say.T("%s (and %d more)", strings.Join(list[:most], " / "), len(list)-most)
	default:
		return say.Raw(strings.Join(list, " / "))
	}
}

// hinted adds what to do about e. What the vendor answers for a target that is
// not ticked in 操作対象の管理, where everything is off at first (1.1, A), is not
// found: 403 (D), and 404 wherever it may be taken for one.
func hinted(e *call.Error) *call.Error {
	switch {
	case e.Status >= http.StatusInternalServerError:
		return e.WithHint("this is a failure at Kaonavi: run it again later; if it stays, ask Kaonavi's support, with the time and the operation")
	case e.Operation == nameToken && e.Status == http.StatusTooManyRequests:
		return e.WithHint("Kaonavi gives out only so many tokens: something else asks for one before each of its requests with the same company's key; stop it, and run this again in an hour")
	case e.Operation == nameToken && e.Status == http.StatusNotFound:
		return e.WithHint("there is no Kaonavi at this address: check `baseURL` of connection %s, which is the part before the version", e.Connection)
	case e.Operation == nameToken || e.Status == http.StatusUnauthorized:
		return e.WithHint("check consumerKey and consumerSecret of connection %s: 管理者機能 > 公開API v2 情報 > 認証情報 shows them; a re-issue (再発行) there ends the old ones and all their tokens at once", e.Connection)
	case e.Status == http.StatusForbidden:
		return e.WithHint("the likely cause: what %s needs is not ticked under 管理者機能 > 公開API v2 情報 > 操作対象の管理, where everything is off at first", e.Operation)
	case e.Status == http.StatusNotFound:
		return e.WithHint("either there is nothing with this id, or what %s needs is not ticked under 管理者機能 > 公開API v2 情報 > 操作対象の管理, where the sheets' ids are shown, too", e.Operation)
	case e.Status == http.StatusTooManyRequests:
		return e.WithHint("something else uses the limit of the same company: run it again in an hour, or give this connection a smaller share in dandori.yaml")
	}
	return e
}
