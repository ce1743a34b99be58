package api

import (
	"bytes"
	"encoding/json"
)

// blanked stands in place of secrets in everything that is written down. It is
// no hash: one of a weak password could be guessed.
const blanked = `"***"`

// Blank returns a request's body as it may be written down: without passwords
// and webhooks' secrets, and without the files in it, which would fill the
// journal; a hash of the whole body stands there. Nothing is left of what cannot be read.
func Blank(body []byte, _ string) []byte {
	found := false
	for _, key := range secretKeys() {
		found = found || bytes.Contains(body, []byte(key))
	}
	if !found {
		return body
	}
	out, err := blank(body, 0)
	if err != nil {
		return nil
	}
	return out
}

func secretKeys() []string {
	return []string{"password", "secret_token", "base64_face_image", "base64_content"}
}

const deepestBody = 4 // rows, records, fields: below are only values

func blank(raw json.RawMessage, depth int) (json.RawMessage, error) {
	raw = bytes.TrimSpace(raw)
	switch {
	case depth > deepestBody || len(raw) == 0:
		return raw, nil
	case raw[0] == '[':
		var items []json.RawMessage
		err := json.Unmarshal(raw, &items)
		for i := 0; i < len(items) && err == nil; i++ {
			items[i], err = blank(items[i], depth+1)
		}
		return rejoined(items, err)
	case raw[0] != '{':
		return raw, nil
	}
	var members map[string]json.RawMessage
	err := json.Unmarshal(raw, &members)
	for _, key := range sortedKeys(members) {
		if members[key], err = blank(members[key], depth+1); err != nil {
			return nil, err
		}
	}
	for _, key := range secretKeys() {
		if _, there := members[key]; there {
			members[key] = json.RawMessage(blanked)
		}
	}
	return rejoined(members, err)
}

func rejoined(v any, err error) (json.RawMessage, error) {
	if err != nil {
		return nil, err
	}
	return json.Marshal(v)
}

// Blanked returns an object or a row as it may be written down; see Blank.
func Blanked(raw json.RawMessage) json.RawMessage { return Blank(raw, "") }
