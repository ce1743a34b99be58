package api

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"dandori/runtime/say"
)

// Delimiters returns the values of the delimiter parameter.
func Delimiters() []string { return []string{"comma", "semicolon", "tab", "space"} }

// comma is the character behind a value of the delimiter parameter; "" is comma, the default.
func comma(delimiter string) rune {
	switch delimiter {
	case "semicolon":
		return ';'
	case "tab":
		return '\t'
	case "space":
		return ' '
	default:
		return ','
	}
}

// Record is one row of an organisation CSV: its cells by key ("userUuid").
type Record map[string]string

// ParseTable reads a CSV of the vendor. Byte order mark, line ends and quoting
// are unstated, so all are taken. A header row is unstated too (the document
// says there is none): if there is one, it names the columns, also new ones.
// Without one the columns are the document's by position, and a row with other columns is not guessed at.
func ParseTable(k Kind, body []byte, delimiter string) ([]Record, error) {
	body = trimmed(body)
	if !utf8.Valid(body) {
		return nil, say.Errorf("it is no UTF-8")
	}
	r := csv.NewReader(bytes.NewReader(body))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma(delimiter), -1, true
	keys, positional := Keys(k), true
	var rows []Record
	for {
		cells, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case err != nil:
			return nil, err
		case rows == nil && positional && isHeader(k, cells):
			keys, positional = headerKeys(cells), false
			continue
		case blank(cells):
			continue
		}
		if positional && (len(cells) < k.needed() || !blank(extra(cells, len(keys)))) {
			line, _ := r.FieldPos(0)
			return nil, say.Errorf("line %d of the CSV has %d columns, not the %d of the document; its columns cannot be told apart", line, len(cells), len(keys))
		}
		rows = append(rows, record(keys, cells))
	}
}

// isHeader reports whether cells are names of columns rather than values.
func isHeader(k Kind, cells []string) bool {
	return len(cells) > 1 && strings.EqualFold(strings.TrimSpace(cells[0]), Columns(k)[0])
}

func headerKeys(cells []string) []string {
	keys := make([]string, len(cells))
	for i, name := range cells {
		keys[i] = keyFor(strings.TrimSpace(name))
	}
	return keys
}

func blank(cells []string) bool { return strings.Join(cells, "") == "" }

func extra(cells []string, n int) []string { return cells[min(n, len(cells)):] }

func record(keys, cells []string) Record {
	row := make(Record, len(keys))
	for i, key := range keys {
		row[key] = ""
		if i < len(cells) {
			row[key] = cells[i]
		}
	}
	return row
}

// writeTable is the CSV of an upload: RFC 4180, CR LF, no header row, for only
// responses are said to have none, and a header would be taken for a row.
func writeTable(k Kind, rows []Record, delimiter string) string {
	var b strings.Builder
	keys, sep := Keys(k), string(comma(delimiter))
	for _, row := range rows {
		for i, key := range keys {
			if i > 0 {
				b.WriteString(sep)
			}
			b.WriteString(quoted(row[key], sep))
		}
		b.WriteString("\r\n")
	}
	return b.String()
}

// quoted quotes a cell that could be misread: one with a semicolon always,
// since DepartmentId joins ids with it whatever the delimiter is.
func quoted(cell, sep string) string {
	if !strings.ContainsAny(cell, "\"\r\n;"+sep) && strings.TrimSpace(cell) == cell {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}
