package api

import (
	"encoding/json"
	"strings"

	"dandori/runtime/say"
)

// Match brings the results of this import into the order of its rows. Results
// of rows that were only sent along are left out, unless they failed; a row
// without a result counts as not completed, for nothing is known of it.
func (i Import) Match(results []ImportResult) []ImportResult {
	left := map[resultKey]ImportResult{}
	for _, r := range results {
		left[keyOfResult(r)] = r
	}
	matched := []ImportResult{}
	take := func(k Kind, rows []json.RawMessage) {
		for n, raw := range rows {
			row, _ := parseRow(place{kind: k, row: n}, raw)
			r := ImportResult{Type: k.String(), ID: row.text(idKey(k)), TempID: row.text("tempId")}
			if got, ok := left[keyOfResult(r)]; ok {
				delete(left, keyOfResult(r))
				r = got
			} else {
				r.Errors = []string{say.T("Sansan gave no result for this row").En}
			}
			matched = append(matched, r)
		}
	}
	take(Departments, i.Departments)
	take(Users, i.Users)
	for _, r := range results {
		if _, ok := left[keyOfResult(r)]; ok && !r.Completed {
			matched = append(matched, r)
		}
	}
	return matched
}

// resultKey says which row a result belongs to. A new row has a tempId, and an
// id only once it is completed; so the tempId decides where there is one.
type resultKey struct{ kind, id, tempID string }

func keyOfResult(r ImportResult) resultKey {
	if r.TempID != "" {
		return resultKey{kind: r.Type, tempID: r.TempID}
	}
	return resultKey{kind: r.Type, id: strings.ToLower(r.ID)}
}
