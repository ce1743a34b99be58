package migrate

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"

	"dandori/bindings/csv"
)

// failed is the file of failures: the items' own columns, then the reason and
// the time. It opens in Excel, and read by csv.read its rows are items again.
func (r report) failed() ([]byte, error) {
	headers, known := []string{}, map[string]bool{}
	items := make([]map[string]string, len(r.troubles))
	for i, t := range r.troubles {
		names, cells := fields(t.JSON)
		items[i] = cells
		for _, name := range names {
			if !known[name] {
				known[name] = true
				headers = append(headers, name)
			}
		}
	}
	rows := make([][]string, len(items))
	for i, t := range r.troubles {
		for _, name := range headers {
			rows[i] = append(rows[i], items[i][name])
		}
		rows[i] = append(rows[i], t.why().In(r.lang), t.At)
	}
	var out bytes.Buffer
	err := csv.Write(&out, csv.Style{BOM: true}, append(headers, own(headers)...), rows)
	return out.Bytes(), err
}

// own are the headings of the two columns behind those of the items.
func own(headers []string) []string {
	out := []string{columnReason, columnAt}
	if slices.Contains(headers, columnReason) || slices.Contains(headers, columnAt) {
		return []string{ownColumn + columnReason, ownColumn + columnAt}
	}
	return out
}

// fields are the cells of an item by their names, in its order. An item that is
// an array has columns 1, 2, …; any other that is no object has one, item.
func fields(raw string) (names []string, cells map[string]string) {
	cells = map[string]string{}
	put := func(name string, value json.RawMessage) {
		if _, doubled := cells[name]; !doubled {
			names = append(names, name)
		}
		cells[name] = cell(value)
	}
	switch raw[0] {
	case '{':
		d := json.NewDecoder(bytes.NewReader([]byte(raw)))
		_, _ = d.Token() // {
		for d.More() {
			name, _ := d.Token() // it came out of JSON.stringify
			var value json.RawMessage
			if d.Decode(&value) != nil {
				return names, cells
			}
			text, _ := name.(string)
			put(text, value)
		}
	case '[':
		var values []json.RawMessage
		_ = json.Unmarshal([]byte(raw), &values)
		for i, value := range values {
			put(strconv.Itoa(i+1), value)
		}
	default:
		put("item", json.RawMessage(raw))
	}
	return names, cells
}
