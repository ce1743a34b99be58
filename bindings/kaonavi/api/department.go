package api

// Department is one of 所属ツリー, a flat list in which each names its parent (8.4).
type Department struct {
	Code             string  `json:"code"`
	Name             string  `json:"name"`
	ParentCode       *string `json:"parent_code,omitempty"` // nil: at the top
	LeaderMemberCode *string `json:"leader_member_code,omitempty"`
	Order            *Int    `json:"order,omitempty"` // its place among its siblings
	Memo             *string `json:"memo,omitempty"`
	Rest             Rest    `json:"-"`
}

// UnmarshalJSON keeps what the type does not know.
func (d *Department) UnmarshalJSON(raw []byte) error {
	type plain Department
	return decode(raw, (*plain)(d), &d.Rest)
}

// MarshalJSON writes what was kept, too.
func (d Department) MarshalJSON() ([]byte, error) {
	type plain Department
	return encode(plain(d), d.Rest)
}
