package api

import (
	"net/url"
	"strings"

	"dandori/runtime/call"
)

// Target is which of the vendor's things an operation is about. What the
// operation's path does not name stays "".
type Target struct {
	Sheet      string // sheet_id
	Field      string // custom_field_id
	Permission string // advanced_type: member or department
	ID         string // user_id, webhook_id or task_id
}

// The two kinds of 拡張アクセス設定 (8.7).
const (
	ByMember     = "member"
	ByDepartment = "department"
)

// Reads returns the operation that lists what o is about, with the same target:
// what a probe reads, or a guard.
func (o Operation) Reads() Operation {
	noun := o.Name[:strings.LastIndexByte(o.Name, '.')+1]
	if o.Kind == Options {
		list, _ := Lookup(getOptions)
		return list
	}
	list, _ := Lookup(noun + "list")
	return list
}

// fill returns o's path with t in it. Each value stays one segment, whatever is in it.
func (t Target) fill(o Operation) (string, error) {
	values := map[string]string{
		"sheet_id": t.Sheet, "custom_field_id": t.Field, "advanced_type": t.Permission,
		"user_id": t.ID, "webhook_id": t.ID, "task_id": t.ID,
	}
	segments := strings.Split(o.Path, "/")
	for i, segment := range segments {
		name, is := strings.CutPrefix(segment, "{")
		if !is {
			continue
		}
		name = strings.TrimSuffix(name, "}")
		if values[name] == "" {
			return "", call.New(call.Fault, "a request of %s was made without %s", o.Name, name)
		}
		segments[i] = escaped(values[name])
	}
	return strings.Join(segments, "/"), nil
}

// escaped is one segment of a path; "." and ".." do not mean "here" and "above".
func escaped(segment string) string {
	if segment == "." || segment == ".." {
		return strings.ReplaceAll(segment, ".", "%2E")
	}
	return url.PathEscape(segment)
}
