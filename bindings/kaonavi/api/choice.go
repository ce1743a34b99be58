package api

// Permission is a user's 拡張アクセス設定 of one type (8.7): whom or which
// departments the user sees beyond, or not within, what the role allows.
type Permission struct {
	UserID         Int      `json:"user_id"`
	AddCodes       []string `json:"add_codes"`
	ExclusionCodes []string `json:"exclusion_codes"`
	Rest           Rest     `json:"-"`
}

// mostCodes returns how many codes each list of one user may have (3, B).
func mostCodes(permission string) int {
	if permission == ByDepartment {
		return 1000
	}
	return 30_000
}

// Choices are what may be chosen in one field (8.8): of プルダウンリスト, ラジオボタン and チェックボックス.
type Choices struct {
	SheetName string   `json:"sheet_name"`
	ID        Int      `json:"id"` // of the field
	Name      string   `json:"name"`
	Options   []Option `json:"enum_option_data"`
	Rest      Rest     `json:"-"`
}

// Option is one choice. Without an id it is added, with a known id and another name renamed.
type Option struct {
	ID   *Int   `json:"id,omitempty"`
	Name string `json:"name"`
	Rest Rest   `json:"-"`
}

// UnmarshalJSON keeps what the type does not know.
func (p *Permission) UnmarshalJSON(raw []byte) error {
	type plain Permission
	return decode(raw, (*plain)(p), &p.Rest)
}

// MarshalJSON writes what was kept, too.
func (p Permission) MarshalJSON() ([]byte, error) {
	type plain Permission
	return encode(plain(p), p.Rest)
}

// UnmarshalJSON keeps what the type does not know.
func (c *Choices) UnmarshalJSON(raw []byte) error {
	type plain Choices
	return decode(raw, (*plain)(c), &c.Rest)
}

// MarshalJSON writes what was kept, too.
func (c Choices) MarshalJSON() ([]byte, error) {
	type plain Choices
	return encode(plain(c), c.Rest)
}

// UnmarshalJSON keeps what the type does not know.
func (o *Option) UnmarshalJSON(raw []byte) error {
	type plain Option
	return decode(raw, (*plain)(o), &o.Rest)
}

// MarshalJSON writes what was kept, too.
func (o Option) MarshalJSON() ([]byte, error) {
	type plain Option
	return encode(plain(o), o.Rest)
}
