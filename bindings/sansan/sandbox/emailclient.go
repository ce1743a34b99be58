package sandbox

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"slices"
)

// emailClient is 利用するメールソフト.
type emailClient struct {
	EmailClient string `json:"emailClient"`
	Encoding    string `json:"encoding,omitempty"`
}

// getEmailClient is 利用メールソフト取得: 204 until it is set.
func (s *Sandbox) getEmailClient(*request) (*reply, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mail == nil {
		return &reply{status: http.StatusNoContent}, nil
	}
	return answerJSON(s.mail), nil
}

// setEmailClient is 利用メールソフト設定.
func (s *Sandbox) setEmailClient(r *request) (*reply, *refusal) {
	if mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || mediaType != "application/json" {
		return nil, refuse(http.StatusUnsupportedMediaType, "Content-Type must be application/json.", codeMediaType, "")
	}
	set, refused := readEmailClient(r.Body)
	if refused != nil {
		return nil, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mail = set
	s.counts.Settings++
	return answerJSON(set), nil
}

func readEmailClient(body io.Reader) (*emailClient, *refusal) {
	raw, err := io.ReadAll(io.LimitReader(body, 64<<10))
	given := map[string]*string{}
	if err != nil || json.Unmarshal(raw, &given) != nil {
		return nil, bad(codeInvalid, "body", "The body is no JSON object of strings.")
	}
	for _, name := range sortedKeys(given) {
		if name != "emailClient" && name != "encoding" {
			return nil, bad(codeInvalid, name, name+" is invalid.")
		}
	}
	client, encoding := given["emailClient"], given["encoding"]
	switch {
	case client == nil:
		return nil, bad(codeRequired, "emailClient", "emailClient is required.")
	case !slices.Contains([]string{"clientSoftware", "gmail", "office365"}, *client):
		return nil, bad(codeInvalid, "emailClient", "emailClient is invalid.")
	case *client == "clientSoftware" && encoding == nil:
		return nil, bad(codeRequired, "encoding", "If clientSoftware is specified for emailClient, encoding must be selected.")
	case *client != "clientSoftware" && encoding != nil:
		return nil, bad(codeInvalid, "encoding", "If clientSoftware is not specified for emailClient, encoding must not be selected.")
	case encoding == nil:
		return &emailClient{EmailClient: *client}, nil
	case !slices.Contains([]string{"sjis", "utf8", "iso2022jp", "none"}, *encoding):
		return nil, bad(codeInvalid, "encoding", "encoding is invalid.")
	default:
		return &emailClient{EmailClient: *client, Encoding: *encoding}, nil
	}
}
