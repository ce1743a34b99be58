package api

import (
	"encoding/json"
	"slices"
)

// MemberLayout says what fields members have (8.1). Layouts are changed in the
// administrator's screens only.
type MemberLayout struct {
	Code           Field   `json:"code"`
	Name           Field   `json:"name"`
	NameKana       Field   `json:"name_kana"`
	Mail           Field   `json:"mail"`
	EnteredDate    Field   `json:"entered_date"`
	RetiredDate    Field   `json:"retired_date"`
	Gender         Field   `json:"gender"`
	Birthday       Field   `json:"birthday"`
	Department     Field   `json:"department"`
	SubDepartments Field   `json:"sub_departments"`
	CustomFields   []Field `json:"custom_fields"`
	Rest           Rest    `json:"-"`
}

// SheetLayout says what fields a sheet has.
type SheetLayout struct {
	ID           Int     `json:"id"`
	Name         string  `json:"name"`
	RecordType   Int     `json:"record_type"` // Single or Multiple
	CustomFields []Field `json:"custom_fields"`
	Rest         Rest    `json:"-"`
}

// Field describes one 項目 (7.2).
type Field struct {
	ID         Int    `json:"id,omitzero"` // 0: one of the members' own, which have names only
	Name       string `json:"name"`        // as Kaonavi shows it
	Required   bool   `json:"required"`
	Type       string `json:"type"`                  // string, number, date, enum, calc; department, department[]
	TypeDetail string `json:"type_detail,omitempty"` // text_box, check_box and so on; newer than the rest
	MaxLength  *Int   `json:"max_length"`            // of a string; nil for all others
	Enum       Labels `json:"enum"`                  // what may be chosen when Type is enum
	ReadOnly   bool   `json:"read_only,omitempty"`   // newer than the rest
	Rest       Rest   `json:"-"`
}

// Labels are the labels of choices. The vendor's list may be null or hold
// nulls (7.2, B), which are left out.
type Labels []string

// UnmarshalJSON leaves out what is null.
func (l *Labels) UnmarshalJSON(raw []byte) error {
	var all []*string
	if err := json.Unmarshal(raw, &all); err != nil {
		return err
	}
	*l = Labels{}
	for _, s := range all {
		if s != nil {
			*l = append(*l, *s)
		}
	}
	return nil
}

// Writable reports whether a write may carry the field: not what is calculated,
// and no files or images, which have requests of their own (7.1, B).
func (f Field) Writable() bool {
	own := []string{"calc_formula", "attach_file", "face_image"}
	return !f.ReadOnly && f.Type != "calc" && !slices.Contains(own, f.TypeDetail)
}

// file reports whether the field holds a file, which has requests of its own.
func (f Field) file() bool { return f.TypeDetail == "attach_file" || f.TypeDetail == "face_image" }

// Many reports whether the field may have several values: check boxes only.
func (f Field) Many() bool { return f.TypeDetail == "check_box" }

// UnmarshalJSON keeps what the type does not know.
func (m *MemberLayout) UnmarshalJSON(raw []byte) error {
	type plain MemberLayout
	return decode(raw, (*plain)(m), &m.Rest)
}

// MarshalJSON writes what was kept, too.
func (m MemberLayout) MarshalJSON() ([]byte, error) {
	type plain MemberLayout
	return encode(plain(m), m.Rest)
}

// UnmarshalJSON keeps what the type does not know.
func (s *SheetLayout) UnmarshalJSON(raw []byte) error {
	type plain SheetLayout
	return decode(raw, (*plain)(s), &s.Rest)
}

// MarshalJSON writes what was kept, too.
func (s SheetLayout) MarshalJSON() ([]byte, error) {
	type plain SheetLayout
	return encode(plain(s), s.Rest)
}

// UnmarshalJSON keeps what the type does not know.
func (f *Field) UnmarshalJSON(raw []byte) error {
	type plain Field
	return decode(raw, (*plain)(f), &f.Rest)
}

// MarshalJSON writes what was kept, too.
func (f Field) MarshalJSON() ([]byte, error) {
	type plain Field
	return encode(plain(f), f.Rest)
}
