package sandbox

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// param is one query parameter of an endpoint, from the tables "URI Parameters".
type param struct {
	name     string
	standard string // the default, "" for none
	many     bool   // may be given several times
	required bool   // unless a page token is given
	valid    func(string) bool
}

// choice allows the values listed.
func choice(name, standard string, values ...string) param {
	return param{name: name, standard: standard, valid: func(s string) bool { return slices.Contains(values, s) }}
}

func text(name string) param {
	return param{name: name, valid: func(s string) bool { return s != "" }}
}

func several(p param) param {
	p.many = true
	return p
}

func (p param) needed() param {
	p.required = true
	return p
}

var (
	paramToken     = text("nextPageToken")
	paramPast      = choice("includePastBizCards", "false", "true", "false")
	paramRange     = choice("range", "me", "me", "all")
	paramStatus    = several(choice("entryStatus", "completed", "processing", "completed", "unreadable"))
	paramLimit     = param{name: "limit", standard: "100", valid: isLimit}
	paramDelimiter = choice("delimiter", "comma", "comma", "semicolon", "tab", "space")
	paramEncoding  = choice("encoding", "utf8", "utf8", "sjis")
	paramFrom      = param{name: "updatedFrom", valid: isTime}.needed()
	paramTo        = param{name: "updatedTo", valid: isTime}.needed()
)

func orderBy(standard string) param {
	return choice("orderBy", standard, "registeredAt", "completedAt", "updatedAt")
}

func orderDirection(standard string) param {
	return choice("orderDirection", standard, "asc", "desc")
}

func isLimit(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= 1 && n <= 300 && strconv.Itoa(n) == s
}

var timeForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$`)

// isTime wants YYYY-MM-DDThh:mm:ssTZD: no fraction, and a zone.
func isTime(s string) bool {
	_, err := time.Parse(time.RFC3339, s)
	return err == nil && timeForm.MatchString(s)
}

// check reads a query strictly: what params do not list, what is given twice and
// what has the wrong form is refused, everything at once. The values returned have the defaults.
func check(query string, params []param) (url.Values, *refusal) {
	given, err := url.ParseQuery(query)
	if err != nil {
		return nil, bad(codeInvalid, "", "The query cannot be read.")
	}
	var flaws []flaw
	for _, name := range sortedKeys(given) {
		if !slices.ContainsFunc(params, func(p param) bool { return p.name == name }) {
			flaws = append(flaws, flaw{codeInvalid, name})
		}
	}
	paging := given.Has("nextPageToken")
	for _, p := range params {
		flaws = append(flaws, p.flaws(given[p.name], paging)...)
		if !given.Has(p.name) && p.standard != "" {
			given.Set(p.name, p.standard)
		}
	}
	if len(flaws) == 0 {
		return given, nil
	}
	return nil, &refusal{status: 400, message: message(flaws), flaws: flaws}
}

func (p param) flaws(values []string, paging bool) []flaw {
	if len(values) == 0 {
		if p.required && !paging {
			return []flaw{{codeRequired, p.name}}
		}
		return nil
	}
	if len(values) > 1 && !p.many {
		return []flaw{{codeInvalid, p.name}}
	}
	for _, v := range values {
		if !p.valid(v) {
			return []flaw{{codeInvalid, p.name}}
		}
	}
	return nil
}

func message(flaws []flaw) string {
	sentences := make([]string, len(flaws))
	for i, f := range flaws {
		sentences[i] = f.field + " is invalid."
		if f.code == codeRequired {
			sentences[i] = f.field + " is required."
		}
	}
	return strings.Join(sentences, " ")
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
