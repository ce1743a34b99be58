package api

// Member is a row of members.list, and of what writes members (8.2). nil is
// not sent; "" clears a value (PATCH) like leaving it out does (PUT).
type Member struct {
	ID             *Int           `json:"id,omitempty"` // read only; newer than the rest (B)
	Code           string         `json:"code"`         // 社員番号, the key everywhere
	Name           *string        `json:"name,omitempty"`
	NameKana       *string        `json:"name_kana,omitempty"`
	Mail           *string        `json:"mail,omitempty"`
	EnteredDate    *string        `json:"entered_date,omitempty"` // YYYY-MM-DD; "" when there is none
	RetiredDate    *string        `json:"retired_date,omitempty"`
	Gender         *string        `json:"gender,omitempty"` // 男性 or 女性
	Birthday       *string        `json:"birthday,omitempty"`
	Age            *Int           `json:"age,omitempty"`              // read only
	YearsOfService *string        `json:"years_of_service,omitempty"` // read only: text like 3年2ヵ月
	Department     *DepartmentRef `json:"department,omitempty"`       // 主務
	// SubDepartments are 兼務. nil is not sent, an empty list says that there are none.
	SubDepartments []DepartmentRef `json:"sub_departments,omitzero"`
	FaceImage      *FaceStamp      `json:"face_image,omitempty"` // read only; newer than the rest (B)
	CustomFields   []FieldValue    `json:"custom_fields,omitzero"`
	Rest           Rest            `json:"-"`
}

// DepartmentRef is a department as a member names it (7.3). Only the code is sent.
type DepartmentRef struct {
	Code  string   `json:"code"`
	Name  string   `json:"name,omitempty"`  // the whole path, joined by blanks
	Names []string `json:"names,omitempty"` // the same as a list
	Rest  Rest     `json:"-"`
}

// FaceStamp says when a member's face image was last changed: YYYY-MM-DD HH:MM:SS, taken to be JST (D).
type FaceStamp struct {
	UpdatedAt string `json:"updated_at"`
	Rest      Rest   `json:"-"`
}

// FieldValue is the value of one 項目 (7.1). Everything is text, numbers and
// dates too; only check boxes have more than one value. [""] clears.
type FieldValue struct {
	ID     Int      `json:"id"`
	Name   string   `json:"name,omitempty"` // only read; fields are known by their ids
	Values []string `json:"values"`
	Rest   Rest     `json:"-"`
}

// UnmarshalJSON keeps what the type does not know.
func (m *Member) UnmarshalJSON(raw []byte) error {
	type plain Member
	return decode(raw, (*plain)(m), &m.Rest)
}

// MarshalJSON writes what was kept, too.
func (m Member) MarshalJSON() ([]byte, error) {
	type plain Member
	return encode(plain(m), m.Rest)
}

// UnmarshalJSON keeps what the type does not know.
func (d *DepartmentRef) UnmarshalJSON(raw []byte) error {
	type plain DepartmentRef
	return decode(raw, (*plain)(d), &d.Rest)
}

// MarshalJSON writes what was kept, too.
func (d DepartmentRef) MarshalJSON() ([]byte, error) {
	type plain DepartmentRef
	return encode(plain(d), d.Rest)
}

// UnmarshalJSON keeps what the type does not know.
func (f *FaceStamp) UnmarshalJSON(raw []byte) error {
	type plain FaceStamp
	return decode(raw, (*plain)(f), &f.Rest)
}

// MarshalJSON writes what was kept, too.
func (f FaceStamp) MarshalJSON() ([]byte, error) {
	type plain FaceStamp
	return encode(plain(f), f.Rest)
}

// UnmarshalJSON keeps what the type does not know.
func (f *FieldValue) UnmarshalJSON(raw []byte) error {
	type plain FieldValue
	return decode(raw, (*plain)(f), &f.Rest)
}

// MarshalJSON writes what was kept, too.
func (f FieldValue) MarshalJSON() ([]byte, error) {
	type plain FieldValue
	return encode(plain(f), f.Rest)
}
