package notify

// What a workflow of Teams takes that begins with "When a Teams webhook request
// is received": a message whose attachments are Adaptive Cards. The connectors of
// Office 365, and their MessageCard, are retired
// (https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using).
type (
	teamsMessage struct {
		Type        string            `json:"type"`
		Attachments []teamsAttachment `json:"attachments"`
	}
	teamsAttachment struct {
		ContentType string    `json:"contentType"`
		ContentURL  *string   `json:"contentUrl"` // null, as the documentation has it
		Content     teamsCard `json:"content"`
	}
	teamsCard struct {
		Schema  string      `json:"$schema"`
		Type    string      `json:"type"`
		Version string      `json:"version"`
		Body    []teamsText `json:"body"`
		Teams   teamsWidth  `json:"msteams"`
	}
	teamsWidth struct {
		Width string `json:"width"`
	}
	// teamsText is a RichTextBlock (Adaptive Cards 1.2): unlike a TextBlock it
	// reads no Markdown, so that names and messages appear as they are.
	teamsText struct {
		Type    string     `json:"type"`
		Inlines []teamsRun `json:"inlines"`
	}
	teamsRun struct {
		Type   string `json:"type"`
		Text   string `json:"text"`
		Size   string `json:"size,omitempty"`
		Weight string `json:"weight,omitempty"`
		Font   string `json:"fontType,omitempty"`
	}
)

// teamsMost is for the text of one part. A message has at most 28 KB
// (https://learn.microsoft.com/connectors/teams, "Message size limit"), and a Japanese
// character is three bytes of it: 3,000 + 16 facts of 300 stay below.
const teamsMost = 1_500

// teamsBody is m as a card.
func teamsBody(m message) any {
	card := teamsCard{
		Schema: "http://adaptivecards.io/schemas/adaptive-card.json", Type: "AdaptiveCard", Version: "1.2",
		Teams: teamsWidth{"Full"},
	}
	add := func(run teamsRun) {
		if run.Text == "" {
			return
		}
		run.Type = "TextRun"
		card.Body = append(card.Body, teamsText{"RichTextBlock", []teamsRun{run}})
	}
	add(teamsRun{Text: cut(m.Title, 300), Size: "Medium", Weight: "Bolder"})
	add(teamsRun{Text: cut(m.Text, teamsMost)})
	for _, f := range m.Facts[:min(16, len(m.Facts))] {
		add(teamsRun{Text: cut(f.Label+": "+f.Value, 300)})
	}
	add(teamsRun{Text: cut(m.Todo, teamsMost), Font: "Monospace"})
	return teamsMessage{"message", []teamsAttachment{{
		ContentType: "application/vnd.microsoft.card.adaptive", Content: card,
	}}}
}
