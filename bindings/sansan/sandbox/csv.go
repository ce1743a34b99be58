package sandbox

import (
	"bytes"
	"encoding/csv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

func delimiterOf(name string) byte {
	switch name {
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

// writeCSV writes rows as RFC 4180 has it, or as the variants want it.
func (s *Sandbox) writeCSV(head []string, rows [][]string, delimiter string) []byte {
	v := s.options.Variants
	var b bytes.Buffer
	if v.BOM {
		b.WriteString("\ufeff")
	}
	if v.HeaderRow {
		rows = append([][]string{head}, rows...)
	}
	for _, row := range rows {
		s.writeRow(&b, row, delimiterOf(delimiter))
	}
	return b.Bytes()
}

func (s *Sandbox) writeRow(b *bytes.Buffer, row []string, delimiter byte) {
	v := s.options.Variants
	for v.ShortRows && len(row) > 1 && row[len(row)-1] == "" {
		row = row[:len(row)-1]
	}
	for i, cell := range row {
		if i > 0 {
			b.WriteByte(delimiter)
		}
		if v.QuoteAll || strings.ContainsAny(cell, "\"\r\n"+string(delimiter)) {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		b.WriteString(cell)
	}
	if !v.LF {
		b.WriteByte('\r')
	}
	b.WriteByte('\n')
}

// readCSV reads an upload; ok is false for what is no CSV in the encoding named.
func (s *Sandbox) readCSV(raw []byte, encoding, delimiter string) (rows [][]string, ok bool) {
	if encoding == "sjis" {
		raw, ok = s.fromSJIS(raw)
	} else {
		ok = utf8.Valid(raw)
	}
	if !ok {
		return nil, false
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comma, r.FieldsPerRecord = rune(delimiterOf(delimiter)), -1
	rows, err := r.ReadAll()
	return rows, err == nil
}

// fromSJIS decodes Windows-31J, or in that variant only what JIS X 0208 has of it.
func (s *Sandbox) fromSJIS(raw []byte) (text []byte, ok bool) {
	if s.options.Variants.StrictSJIS && hasExtensions(raw) {
		return nil, false
	}
	text, err := japanese.ShiftJIS.NewDecoder().Bytes(raw)
	return text, err == nil && !bytes.ContainsRune(text, utf8.RuneError)
}

// hasExtensions finds the rows that NEC and IBM added (0x87, 0xED, 0xEE and from 0xF0 on).
func hasExtensions(raw []byte) bool {
	for i := 0; i < len(raw); i++ {
		lead := raw[i]
		if lead < 0x81 || lead >= 0xA0 && lead < 0xE0 {
			continue
		}
		if lead == 0x87 || lead == 0xED || lead == 0xEE || lead >= 0xF0 {
			return true
		}
		i++ // the second byte of the character
	}
	return false
}
