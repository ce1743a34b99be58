package csv

import (
	"io"

	"dandori/bindings/table"
)

// Write writes rows of texts under a heading, as csv.writer does. A row may be
// shorter than the heading.
func Write(w io.Writer, s Style, headers []string, rows [][]string) error {
	e := newEncoder(w, s, table.Columns(headers))
	if err := e.heading(); err != nil {
		return err
	}
	for _, row := range rows {
		for i := range headers {
			if i < len(row) {
				e.Text([]byte(row[i]))
			} else {
				e.Blank()
			}
		}
		if err := e.end(); err != nil {
			return err
		}
	}
	return e.flush()
}
