package api

// Webhook is a registered receiver of events (8.9).
type Webhook struct {
	ID          *Int     `json:"id,omitempty"`           // read only
	URL         string   `json:"url,omitempty"`          // begins with https://
	Events      []string `json:"events,omitzero"`        // member_created, member_updated, member_deleted
	SecretToken string   `json:"secret_token,omitempty"` // what deliveries carry in Kaonavi-Token, as it is
	CreatedAt   *string  `json:"created_at,omitempty"`
	UpdatedAt   *string  `json:"updated_at,omitempty"`
	Rest        Rest     `json:"-"`
}

// UnmarshalJSON keeps what the type does not know.
func (w *Webhook) UnmarshalJSON(raw []byte) error {
	type plain Webhook
	return decode(raw, (*plain)(w), &w.Rest)
}

// MarshalJSON writes what was kept, too.
func (w Webhook) MarshalJSON() ([]byte, error) {
	type plain Webhook
	return encode(plain(w), w.Rest)
}
