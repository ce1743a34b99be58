package api

import (
	"context"
	"encoding/json"
	"net/http"

	"dandori/runtime/say"
)

// EmailClient is the mail program that users who are added later begin with
// (利用メールソフトの初期値); each user may change it.
type EmailClient struct {
	EmailClient string `json:"emailClient"`        // one of EmailClients
	Encoding    string `json:"encoding,omitempty"` // one of MailEncodings; with clientSoftware only, and required then
}

// ClientSoftware is the one mail client that has an encoding.
const ClientSoftware = "clientSoftware"

// EmailClients returns the values that the document lists.
func EmailClients() []string { return []string{ClientSoftware, "gmail", "office365"} }

// MailEncodings returns the values that the document lists.
func MailEncodings() []string { return []string{"sjis", "utf8", "iso2022jp", "none"} }

func emailClientPath() []string { return []string{"organizationSettings", "emailClient"} }

// EmailClient returns the setting, nil when it was never made (204).
func (c *Client) EmailClient(ctx context.Context) (*EmailClient, error) {
	var got *EmailClient
	err := c.send(ctx, ask{op: getEmailClient, path: emailClientPath()}, func(a answer) error {
		if a.body == nil {
			return nil
		}
		return readSetting(a.body, &got)
	})
	return got, err
}

// SetEmailClient makes the setting and returns what the vendor says is set now.
func (c *Client) SetEmailClient(ctx context.Context, e EmailClient) (*EmailClient, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	var got *EmailClient
	err = c.send(ctx, ask{
		op: setEmailClient, method: http.MethodPut, path: emailClientPath(),
		body: body, mime: "application/json",
	}, func(a answer) error {
		if a.body == nil { // done, and nothing more to say about it
			got = &e
			return nil
		}
		return readSetting(a.body, &got)
	})
	return got, err
}

func readSetting(body []byte, into **EmailClient) error {
	var e EmailClient
	if err := json.Unmarshal(body, &e); err != nil {
		return err
	}
	if e.EmailClient == "" {
		return say.Errorf("there is no %s in it", "emailClient")
	}
	*into = &e
	return nil
}
