package api

// Record types of sheets (8.1).
const (
	Single   = 0 // 単一レコード: one record a member
	Multiple = 1 // 複数レコード
)

// SheetRow is a member's part of a sheet (8.3). Members without data are not
// listed at all; records have no id but their place.
type SheetRow struct {
	Code      string   `json:"code"`
	UpdatedAt *string  `json:"updated_at,omitempty"` // read only (C)
	Records   []Record `json:"records"`
	Rest      Rest     `json:"-"`
}

// Record is one record. Fields without a value seem to be left out of what is read (D).
type Record struct {
	CustomFields []FieldValue `json:"custom_fields"`
	Rest         Rest         `json:"-"`
}

// UnmarshalJSON keeps what the type does not know.
func (r *SheetRow) UnmarshalJSON(raw []byte) error {
	type plain SheetRow
	return decode(raw, (*plain)(r), &r.Rest)
}

// MarshalJSON writes what was kept, too.
func (r SheetRow) MarshalJSON() ([]byte, error) {
	type plain SheetRow
	return encode(plain(r), r.Rest)
}

// UnmarshalJSON keeps what the type does not know.
func (r *Record) UnmarshalJSON(raw []byte) error {
	type plain Record
	return decode(raw, (*plain)(r), &r.Rest)
}

// MarshalJSON writes what was kept, too.
func (r Record) MarshalJSON() ([]byte, error) {
	type plain Record
	return encode(plain(r), r.Rest)
}
