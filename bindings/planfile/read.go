package planfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"dandori/bindings/charset"
	"dandori/runtime/call"
	"dandori/runtime/plan"
	"dandori/runtime/say"
)

// Read reads a plan back, whatever of the formats it is. name is what errors call the file.
func Read(name string, raw []byte) (File, error) {
	r := &reader{name: name}
	var err error
	if bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		err = r.xlsx(raw)
	} else {
		err = r.csv(raw)
	}
	if err == nil {
		err = r.whole()
	}
	return r.file, err
}

// reader reads lines: facts until the headings come, then rows.
type reader struct {
	name  string
	file  File
	as    Format       // what it was written as; "": that has not come
	found map[int]bool // facts, by their places
	at    []int        // the column of each of columns(), -1 for one that it lacks; nil: the headings have not come
}

func (r *reader) csv(raw []byte) error {
	c, skip, err := charset.Detect(say.Raw(r.name), bytes.NewReader(raw))
	var text []byte
	if err == nil {
		text, err = charset.Decode(say.Raw(r.name), raw[skip:], c)
	}
	if err != nil {
		return call.New(call.PlainError, "%s is not the text of a plan", r.name).WithHint("save it in Excel as \"CSV UTF-8\"").Because(err)
	}
	r.file.Narrow = c == charset.CP932
	in := csv.NewReader(bytes.NewReader(text))
	in.FieldsPerRecord = -1
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return call.New(call.PlainError, "%s cannot be read as a plan: %v", r.name, err).Because(err)
		}
		line, _ := in.FieldPos(0)
		if err := r.line(line, cells); err != nil {
			return err
		}
	}
}

// unzipped bounds what a file may unpack to.
const unzipped = 1 << 30

func (r *reader) xlsx(raw []byte) error {
	broken := func(err error) error {
		return call.New(call.PlainError, "%s cannot be read as a plan: %v", r.name, err).Because(err).
			WithHint("save it in Excel as an Excel workbook (.xlsx) without a password")
	}
	book, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{UnzipSizeLimit: unzipped, UnzipXMLSizeLimit: unzipped})
	if err != nil {
		return broken(err)
	}
	defer func() { _ = book.Close() }() // what it unpacked
	for _, sheet := range book.GetSheetList() {
		rows, err := book.Rows(sheet)
		if err != nil {
			return broken(err)
		}
		for n := 1; rows.Next(); n++ {
			cells, err := rows.Columns()
			if err != nil {
				return broken(err)
			}
			if err := r.line(n, cells); err != nil {
				return err
			}
		}
		if err := errors.Join(rows.Error(), rows.Close()); err != nil {
			return broken(err)
		}
		if r.at != nil {
			break
		}
	}
	return nil
}

func (r *reader) line(n int, cells []string) error {
	for i, c := range cells {
		if c = strings.TrimSpace(c); r.as == CSV {
			c = strings.TrimSpace(unguarded(c))
		}
		cells[i] = c
	}
	switch {
	case r.as == "":
		return r.title(n, cells)
	case r.at != nil:
		return r.row(n, cells)
	case r.headings(cells):
		return nil
	default:
		return r.fact(n, cells)
	}
}

// title takes the first line that is not blank.
func (r *reader) title(n int, cells []string) error {
	switch {
	case !slices.ContainsFunc(cells, func(c string) bool { return c != "" }):
		return nil
	case !names(title(), cells[0]):
		return call.New(call.PlainError, "%s is no plan that dandori has made", r.name).WithHint("make a new plan with --dry-run --plan FILE")
	case len(cells) < 2 || cells[1] != string(CSV[1:]) && cells[1] != string(XLSX[1:]):
		return r.wrong(n, title())
	}
	r.as = Format("." + cells[1])
	return nil
}

// headings takes the line that has all headings, in any order and among others.
func (r *reader) headings(cells []string) bool {
	var at []int
	for _, c := range columns() {
		i := slices.IndexFunc(cells, func(cell string) bool { return names(c.heading, cell) })
		if i < 0 && !c.spare {
			return false
		}
		at = append(at, i)
	}
	r.at = at
	return true
}

func (r *reader) fact(n int, cells []string) error {
	if len(cells) == 0 {
		return nil
	}
	for i, f := range facts() {
		if !names(f.label, cells[0]) {
			continue
		}
		text := ""
		if len(cells) > 1 {
			text = cells[1]
		}
		if r.found[i] || !f.take(&r.file, text) {
			return r.wrong(n, f.label)
		}
		if r.found == nil {
			r.found = map[int]bool{}
		}
		r.found[i] = true
	}
	return nil
}

func (r *reader) row(n int, cells []string) error {
	if !slices.ContainsFunc(r.at, func(i int) bool { return i >= 0 && i < len(cells) && cells[i] != "" }) {
		return nil
	}
	var row plan.Row
	for i, c := range columns() {
		text := ""
		if at := r.at[i]; at >= 0 && at < len(cells) {
			text = cells[at]
		}
		if !c.take(&row, text) {
			return r.wrong(n, c.heading)
		}
	}
	if row.Connection == "" || row.Operation == "" {
		return call.New(call.PlainError, "%[1]s, line %[2]d: a row without a connection or an operation", r.name, n).WithHint("make a new plan with --dry-run --plan FILE")
	}
	r.file.Rows = append(r.file.Rows, row)
	return nil
}

func (r *reader) wrong(n int, what say.Text) error {
	return call.New(call.PlainError, "%[1]s, line %[2]d: %[3]s is not as dandori wrote it", r.name, n, what).WithHint("make a new plan with --dry-run --plan FILE")
}

// whole refuses what is no plan, or not all of one.
func (r *reader) whole() error {
	switch {
	case r.as == "":
		return call.New(call.PlainError, "%s is no plan that dandori has made", r.name).WithHint("make a new plan with --dry-run --plan FILE")
	case r.at == nil:
		return call.New(call.PlainError, "%s has no line with the headings of a plan: %s", r.name, strings.Join(headings(say.Japanese), ", ")).WithHint("make a new plan with --dry-run --plan FILE")
	}
	for i, f := range facts() {
		if !r.found[i] {
			return call.New(call.PlainError, "%[1]s does not say %[2]q any more", r.name, f.label).WithHint("make a new plan with --dry-run --plan FILE")
		}
	}
	return nil
}
