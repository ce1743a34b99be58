package api

import (
	"strings"

	"dandori/runtime/say"
)

// ImportResult is what became of one row of an import (組織インポート結果オブジェクト).
type ImportResult struct {
	Type      string   `json:"type"`   // "department" or "user"
	ID        string   `json:"id"`     // DepartmentId or UserUuid; of new rows once they are completed
	TempID    string   `json:"tempId"` // as sent
	Completed bool     `json:"completed"`
	Errors    []string `json:"errors"` // the vendor's reasons, never nil
}

// ParseResults reads the CSV of a check or of a job's result. A job's is
// separated by commas; what separates a check's is unstated, so commas are
// tried first and then the delimiter of the request.
func ParseResults(body []byte, delimiter string) ([]ImportResult, error) {
	rows, err := ParseTable(Results, body, "comma")
	if err != nil && delimiter != "comma" && delimiter != "" {
		rows, err = ParseTable(Results, body, delimiter)
	}
	if err != nil {
		return nil, err
	}
	results := make([]ImportResult, len(rows))
	for i, row := range rows {
		if results[i], err = readResult(row); err != nil {
			return nil, err
		}
	}
	return results, nil
}

func readResult(row Record) (ImportResult, error) {
	r := ImportResult{ID: row["id"], TempID: row["tempId"], Errors: reasons(row["errorMessage"])}
	switch strings.ToLower(strings.TrimSpace(row["type"])) {
	case "0":
		r.Type = Departments.String()
	case "1":
		r.Type = Users.String()
	default:
		return r, say.Errorf("the type of a result is %s, neither 0 (department) nor 1 (user)", row["type"])
	}
	switch strings.ToLower(strings.TrimSpace(row["completed"])) {
	case "true", "1":
		r.Completed = true
	case "false", "0":
	default:
		return r, say.Errorf("Completed of a result is %s, neither true nor false", row["completed"])
	}
	return r, nil
}

// reasons splits an ErrorMessage, which joins several with semicolons.
func reasons(message string) []string {
	all := []string{}
	for _, one := range strings.Split(message, ";") {
		if one = strings.TrimSpace(one); one != "" {
			all = append(all, one)
		}
	}
	return all
}

// failed returns the results that are not completed, never nil.
func failed(results []ImportResult) []ImportResult {
	all := []ImportResult{}
	for _, r := range results {
		if !r.Completed {
			all = append(all, r)
		}
	}
	return all
}
