package sandbox

import (
	"path"
	"strings"
)

// Right is what a box of 操作対象の管理 allows.
type Right string

// The rights: 取得, 登録, 更新, 削除 (§1.1, A).
const (
	Read   Right = "read"
	Create Right = "create"
	Update Right = "update"
	Delete Right = "delete"
)

// label is the right as the screen has it.
func (r Right) label() string {
	return map[Right]string{Read: "取得", Create: "登録", Update: "更新", Delete: "削除"}[r]
}

// Box is one box of 操作対象の管理. Targets are members, sheets/ID, departments,
// users, roles, advanced_permissions, enum_options and webhook; layouts and tasks have no box (D).
type Box struct {
	Target string
	Right  Right
}

// String returns the box as Options.Unticked writes it: "members:update".
func (b Box) String() string { return b.Target + ":" + string(b.Right) }

// of returns the box with the ids of the path.
func (b Box) of(ids []string) Box {
	if len(ids) > 0 {
		b.Target = strings.Replace(b.Target, "{}", ids[0], 1)
	}
	return b
}

// ticked reports whether a box is on.
func (s *Sandbox) ticked(b Box) bool {
	for _, pattern := range s.options.Unticked {
		if off, _ := path.Match(pattern, b.String()); off {
			return false
		}
	}
	return true
}

// Untick turns boxes off, as an administrator does on the screen, and those on
// that were off before; patterns as in Options.Unticked. It is not saved.
func (s *Sandbox) Untick(patterns ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.options.Unticked = patterns
}
