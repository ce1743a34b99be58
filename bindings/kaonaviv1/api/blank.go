package api

import (
	"bytes"
	"encoding/json"
	"maps"
)

// blanked stands in place of passwords in everything that is written down. It is no hash: one of a weak
// password could be guessed.
const blanked = `"***"`

// Blanked returns the rows without their passwords. A run that is gone
// through again does not notice that a password has changed.
func (rows Rows) Blanked() Rows {
	out := make(Rows, len(rows))
	for i, row := range rows {
		out[i] = row
		if _, there := row["password"]; there {
			out[i] = maps.Clone(row)
			out[i]["password"] = json.RawMessage(blanked)
		}
	}
	return out
}

// Blank returns a request's body as it may be written down: users without their
// passwords, and nothing of a body that cannot be read.
func Blank(body []byte, _ string) []byte {
	if !bytes.Contains(body, []byte("password")) {
		return body
	}
	var fields map[string]json.RawMessage
	var users Rows
	if json.Unmarshal(body, &fields) != nil || json.Unmarshal(fields["users"], &users) != nil {
		return nil
	}
	fields["users"], _ = json.Marshal(users.Blanked()) // raw JSON that was parsed before
	out, _ := json.Marshal(fields)
	return out
}
