package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"

	"dandori/runtime/call"
)

// deliver sends m through ch. It returns nil when m was taken, and a refusal otherwise.
func (n *Notifier) deliver(ctx context.Context, ch Channel, m message) error {
	if err := ch.Check(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, n.c.Patience)
	defer cancel()
	switch ch.Kind {
	case Slack:
		return n.post(ctx, ch, slackBody(m))
	case Teams:
		return n.post(ctx, ch, teamsBody(m))
	case GoogleChat:
		return n.post(ctx, ch, googleChatBody(m))
	case LineWorks:
		return n.post(ctx, ch, lineWorksBody(m))
	case Webhook:
		return n.post(ctx, ch, n.plainBody(m))
	}
	return n.mail(ctx, ch.Mail, m)
}

// post sends body as JSON to the hook of ch.
func (n *Notifier) post(ctx context.Context, ch Channel, body any) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		return err
	}
	u, err := ch.address()
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), &text)
	if err != nil {
		return call.New(call.Config, "the webhook's URL is not one")
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "dandori")
	resp, err := n.client.Do(req)
	if err != nil {
		return unanswered(err)
	}
	defer func() { _ = resp.Body.Close() }()
	head, _ := io.ReadAll(io.LimitReader(resp.Body, answerBytes))
	return judge(ch, resp, head)
}

// unanswered says why there was no answer, without the URL that net/http names.
func unanswered(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		err = of.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return notNow(call.New(call.TimeoutError, "the webhook did not answer in time"))
	}
	return notNow(call.New(call.ConnectionError, "the webhook cannot be reached: %v", err).
		WithHint("look whether the network, the proxy and the certificates (ca) are right"))
}
