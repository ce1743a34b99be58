package excel

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"
)

// unzipLimit bounds what a file may unpack to.
const unzipLimit = 1 << 30

// book is an open .xlsx file. excelize unpacks it and knows its formats; the
// cells are read by package encoding/xml, for excelize tells a cell's type only
// by way of a table of all cells (700 MiB and 11 s for a million; this takes 2 s).
type book struct {
	name     say.Text
	file     *excelize.File
	strings  []string
	from1904 bool
	formats  map[int]format // by style
}

func openBook(name say.Text, from io.Reader) (*book, error) {
	src := bufio.NewReader(from)
	peeked, _ := src.Peek(4)    // what cannot be read is said below
	head := bytes.Clone(peeked) // the reader's buffer goes on
	file, err := excelize.OpenReader(src, excelize.Options{UnzipSizeLimit: unzipLimit, UnzipXMLSizeLimit: unzipLimit})
	switch {
	case err == nil:
	case len(head) > 0 && head[0] != 'P' && head[0] != 0xd0:
		return nil, call.New(call.PlainError, "%s is no Excel file", name).
			WithHint("read a CSV file with csv.read; or open it in Excel and save it as an Excel workbook (.xlsx)").Because(err)
	case errors.Is(err, excelize.ErrWorkbookFileFormat), errors.Is(err, excelize.ErrWorkbookPassword), bytes.HasPrefix(head, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return nil, call.New(call.PlainError, "%s is no .xlsx file, or it has a password", name).
			WithHint("open it in Excel and save it as an Excel workbook (.xlsx) without a password").Because(err)
	default:
		return nil, broken(name, err)
	}
	b := &book{name: name, file: file, formats: map[int]format{}}
	if props, err := file.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		b.from1904 = *props.Date1904
	}
	if b.strings, err = sharedStrings(b.part("xl/sharedStrings.xml")); err != nil {
		return nil, broken(name, err)
	}
	return b, nil
}

func broken(name say.Text, err error) error {
	return call.New(call.PlainError, "%s cannot be read as an Excel file: %v", name, err).
		WithHint("open it in Excel and save it again as an Excel workbook (.xlsx)").Because(err)
}

func (b *book) part(name string) []byte {
	raw, _ := b.file.Pkg.Load(name)
	part, _ := raw.([]byte)
	return part
}

// sheet returns the name and the XML of the sheet that was asked for, the
// first one for "".
func (b *book) sheet(name string) (string, []byte, error) {
	names := b.file.GetSheetList()
	if name == "" && len(names) > 0 {
		name = names[0]
	}
	for _, n := range names {
		if n != name {
			continue
		}
		at, err := b.place(n)
		if err != nil {
			return "", nil, broken(b.name, err)
		}
		return n, b.part(at), nil
	}
	e := call.New(call.PlainError, "%s has no sheet %q", b.name, name)
	if near := vm.Nearest(name, names); near != "" {
		return "", nil, e.WithHint("did you mean %q? The sheets are %s", near, strings.Join(names, ", "))
	}
	return "", nil, e.WithHint("the sheets are %s", strings.Join(names, ", "))
}

// place finds the part of a sheet through the workbook's relationships.
func (b *book) place(sheet string) (string, error) {
	var workbook struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	err := errors.Join(unmarshal(b.part("xl/workbook.xml"), &workbook), unmarshal(b.part("xl/_rels/workbook.xml.rels"), &relations))
	for _, s := range workbook.Sheets {
		for _, r := range relations.All {
			if s.Name == sheet && s.ID == r.ID {
				return strings.TrimPrefix(path.Join("/xl", relative(r.Target)), "/"), err
			}
		}
	}
	return "", errors.Join(err, errors.New("the sheet's part is missing"))
}

// relative is a target as counted from xl, where most writers count from and
// some do not.
func relative(target string) string {
	if rest, absolute := strings.CutPrefix(target, "/"); absolute {
		return "../" + rest
	}
	return target
}

func unmarshal(raw []byte, v any) error {
	return xml.NewDecoder(bytes.NewReader(raw)).Decode(v)
}

// format returns the number format of a style.
func (b *book) format(style int) format {
	f, known := b.formats[style]
	if known {
		return f
	}
	if s, err := b.file.GetStyle(style); err == nil {
		f = format{kind: builtin(s.NumFmt)}
		if s.CustomNumFmt != nil {
			f = parseFormat(*s.CustomNumFmt)
		}
	}
	b.formats[style] = f
	return f
}

// close frees the book.
func (b *book) close() { _ = b.file.Close() } // nothing is on disk

// sharedStrings reads the texts that cells point to. Of a text with phonetic
// guides (ふりがな) only the text itself counts.
func sharedStrings(raw []byte) ([]string, error) {
	if raw == nil {
		return nil, nil
	}
	var out []string
	d := xml.NewDecoder(bytes.NewReader(raw))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "si" {
			text, err := richText(d)
			if err != nil {
				return nil, err
			}
			out = append(out, text)
		}
	}
}

// richText reads the runs of a text up to the end of its element.
func richText(d *xml.Decoder) (string, error) {
	var out strings.Builder
	inText := false
	for depth := 1; depth > 0; {
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "rPh" {
				if err := d.Skip(); err != nil {
					return "", err
				}
				continue
			}
			inText = t.Name.Local == "t"
			depth++
		case xml.EndElement:
			inText = false
			depth--
		case xml.CharData:
			if inText {
				out.Write(t)
			}
		}
	}
	return unescape(out.String()), nil
}
