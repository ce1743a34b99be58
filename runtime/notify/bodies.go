package notify

import (
	"strings"
	"time"
)

// slackBody is what Slack's incoming webhooks take
// (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). &, < and > are escaped, so
// that nothing calls a person or a channel, and no markup is read
// (https://docs.slack.dev/messaging/formatting-message-text). Slack cuts a text at 40,000 characters
// (https://docs.slack.dev/reference/methods/chat.postMessage, "Truncating content").
func slackBody(m message) any {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	return struct {
		Text   string `json:"text"`
		Markup bool   `json:"mrkdwn"`
		Unfurl bool   `json:"unfurl_links"`
	}{Text: cut(escape.Replace(m.Title+"\n"+m.body()), 40_000)}
}

// googleChatBody is what Google Chat's incoming webhooks take
// (https://developers.google.com/workspace/chat/quickstart/webhooks). A message has at most 32,000
// bytes (https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages/create);
// clients fold far shorter ones. "<users/all>" would call everybody: the angle is taken from it.
func googleChatBody(m message) any {
	calm := strings.NewReplacer("<", "‹", ">", "›")
	return struct {
		Text string `json:"text"`
	}{cut(calm.Replace(m.Title+"\n"+m.body()), 8_000)}
}

// lineWorksBody is what the incoming webhook app of LINE WORKS takes
// (https://developers.worksmobile.com/jp/docs/webhook, リクエスト形式): a title and a body
// with a text. How long they may be is not in the page that could be read; 100 and
// 1,000 characters are below what other messages of LINE WORKS may have (2,000).
func lineWorksBody(m message) any {
	type text struct {
		Text string `json:"text"`
	}
	return struct {
		Title string `json:"title"`
		Body  text   `json:"body"`
	}{cut(m.Title, 100), text{cut(m.body(), 1_000)}}
}

// plainNotice is one notice as a program reads it.
type plainNotice struct {
	Occasion string `json:"occasion"`
	Workflow string `json:"workflow"`
	Run      string `json:"run"`
	At       string `json:"at"` // RFC 3339
	Text     string `json:"text"`
	Hint     string `json:"hint"`
}

// mostNotices is how many of a digest's notices a program is given.
const mostNotices = 50

// plainBody is the JSON of the kind webhook: title, text and count for people
// and, for programs, the notices that the message tells of.
func (n *Notifier) plainBody(m message) any {
	list := []plainNotice{}
	for _, q := range m.Notices[:min(mostNotices, len(m.Notices))] {
		list = append(list, plainNotice{
			string(q.Occasion), cut(q.Workflow, 200), q.Run, q.At.In(n.c.Zone).Format(time.RFC3339),
			cut(n.say(q.Text), sentence), cut(n.say(todo(q)), sentence),
		})
	}
	return struct {
		Project string        `json:"project"`
		Title   string        `json:"title"`
		Text    string        `json:"text"`
		Count   int           `json:"count"`
		Notices []plainNotice `json:"notices"`
	}{m.Project, m.Title, m.body(), len(m.Notices), list}
}
