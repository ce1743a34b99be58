package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

// route is one endpoint.
type route struct {
	operation string
	method    string
	path      string // below the version; {} stands for one id
	admin     bool   // システム管理者のみ利用可能
	params    []param
	serve     func(*Sandbox, *request) (*reply, *refusal)
}

// routes are the fifteen endpoints; a fixed path stands before one with an id.
func routes() []route {
	page := []param{paramToken, paramLimit}
	cards := []param{paramPast, paramRange, paramStatus}
	csv := []param{paramDelimiter}
	upload := []param{paramEncoding, paramDelimiter}
	tags := []param{paramRange, several(choice("type", "private", "private", "public", "shared")), several(choice("type[]", "", "private", "public", "shared"))}
	period := []param{paramFrom, paramTo, orderBy("updatedAt"), orderDirection("asc")}
	search := []param{
		text("companyName"), text("name"), text("email"), text("tel"), text("mobile"), text("tagId"), several(text("tagId[]")),
		orderBy("registeredAt"), orderDirection("desc"),
	}
	return []route{
		{"bizCards.list", http.MethodGet, "bizCards", false, slices.Concat(period, cards, page), (*Sandbox).listCards},
		{"bizCards.search", http.MethodGet, "bizCards/search", false, slices.Concat(search, cards, page), (*Sandbox).searchCards},
		{"bizCards.get", http.MethodGet, "bizCards/{}", false, nil, (*Sandbox).getCard},
		{"bizCards.image", http.MethodGet, "bizCards/{}/image", false, []param{choice("side", "front", "front", "back")}, (*Sandbox).getImage},
		{"bizCards.tags", http.MethodGet, "bizCards/{}/tags", false, page, (*Sandbox).listCardTags},
		{"persons.get", http.MethodGet, "persons/{}", false, nil, (*Sandbox).getPerson},
		{"tags.list", http.MethodGet, "tags", false, slices.Concat(tags, page), (*Sandbox).listTags},
		{"organization.users.list", http.MethodGet, "organization/users", true, csv, (*Sandbox).listUsers},
		{"organization.departments.list", http.MethodGet, "organization/departments", true, csv, (*Sandbox).listDepartments},
		{"organization.import", http.MethodPost, "organization/jobs", true, upload, (*Sandbox).startImport},
		{"organization.check", http.MethodPost, "organization/check", true, upload, (*Sandbox).checkImport},
		{"organization.job", http.MethodGet, "organization/jobs/{}", true, nil, (*Sandbox).getJob},
		{"organization.result", http.MethodGet, "organization/jobs/{}/result", true, nil, (*Sandbox).getResult},
		{"settings.emailClient.set", http.MethodPut, "organizationSettings/emailClient", true, nil, (*Sandbox).setEmailClient},
		{"settings.emailClient.get", http.MethodGet, "organizationSettings/emailClient", true, nil, (*Sandbox).getEmailClient},
	}
}

// Operations returns the names of all operations, for faults to be ordered by.
func Operations() []string {
	var names []string
	for _, r := range routes() {
		names = append(names, r.operation)
	}
	return names
}

// route finds the endpoint for a method and a path, and the id in the path.
func (s *Sandbox) route(method, path string) (found route, id string, ok bool) {
	path, versioned := strings.CutPrefix(path, "/"+s.options.Version+"/")
	if !versioned {
		return route{}, "", false
	}
	for _, r := range s.routes {
		if r.method != method {
			continue
		}
		if id, ok := match(r.path, path); ok {
			return r, id, true
		}
	}
	return route{}, "", false
}

// match compares a path with a pattern that holds at most one {}.
func match(pattern, path string) (id string, ok bool) {
	before, after, open := strings.Cut(pattern, "{}")
	if !open {
		return "", pattern == path
	}
	id, ok = strings.CutPrefix(path, before)
	if !ok || !strings.HasSuffix(id, after) {
		return "", false
	}
	id = strings.TrimSuffix(id, after)
	return id, id != "" && !strings.Contains(id, "/")
}
