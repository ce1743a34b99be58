package api

// User is a login account (8.5). Password is only sent. What a PATCH may leave
// out is not found; nil is not sent.
type User struct {
	ID             *Int    `json:"id,omitempty"` // read only
	Email          string  `json:"email,omitempty"`
	MemberCode     *string `json:"member_code,omitempty"` // the member that it belongs to
	Password       *string `json:"password,omitempty"`
	Role           *Role   `json:"role,omitempty"`          // only its id is sent
	LastLoginAt    *string `json:"last_login_at,omitempty"` // read only; nil: never
	IsActive       *bool   `json:"is_active,omitempty"`
	PasswordLocked *bool   `json:"password_locked,omitempty"`
	UseSmartphone  *bool   `json:"use_smartphone,omitempty"`
	Rest           Rest    `json:"-"`
}

// Role is what an account may do (8.6): of the type Adm or 一般.
type Role struct {
	ID   Int    `json:"id"`
	Name string `json:"name,omitempty"`
	Type string `json:"type,omitempty"`
	Rest Rest   `json:"-"`
}

// UnmarshalJSON keeps what the type does not know.
func (u *User) UnmarshalJSON(raw []byte) error {
	type plain User
	return decode(raw, (*plain)(u), &u.Rest)
}

// MarshalJSON writes what was kept, too.
func (u User) MarshalJSON() ([]byte, error) {
	type plain User
	return encode(plain(u), u.Rest)
}

// UnmarshalJSON keeps what the type does not know.
func (r *Role) UnmarshalJSON(raw []byte) error {
	type plain Role
	return decode(raw, (*plain)(r), &r.Rest)
}

// MarshalJSON writes what was kept, too.
func (r Role) MarshalJSON() ([]byte, error) {
	type plain Role
	return encode(plain(r), r.Rest)
}
