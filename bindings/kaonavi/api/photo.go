package api

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"math/bits"
	"slices"
	"strings"

	"dandori/runtime/say"
)

// Photo is a picture of the rows that a write is about which shows whether any
// of them changed: how many they are, and a sum of their hashes in which their
// order does not count. It holds no data of anybody.
type Photo struct {
	Rows int       `json:"rows"`
	Sum  [4]uint64 `json:"sum"`
}

// Photograph takes the picture of whom p is about in t, the list of what is
// there just before p is sent: for appends to a sheet, and for new face images.
func Photograph(p Part, t Table) (Photo, error) {
	rows, err := Read[SheetRow](t)
	if err != nil {
		return Photo{}, say.Errorf("Kaonavi's list of what is there now cannot be read: %w", err)
	}
	named := p.named()
	rows = slices.DeleteFunc(rows, func(r SheetRow) bool { return !named[r.Code] })
	if p.draft.op.Kind == Faces {
		return Photo{Rows: len(rows)}, nil // it is enough to know who had one
	}
	return photo(rows), nil
}

// photo leaves out who has nothing on the sheet.
func photo(rows []SheetRow) Photo {
	var p Photo
	for _, r := range rows {
		if len(r.Records) > 0 {
			p.Rows++
			p.add(sha256.Sum256(essence(r)))
		}
	}
	return p
}

func (p *Photo) add(hash [sha256.Size]byte) {
	carry := uint64(0)
	for i := range p.Sum {
		p.Sum[i], carry = bits.Add64(p.Sum[i], binary.LittleEndian.Uint64(hash[8*i:]), carry)
	}
}

// essence is what of a row counts, in one spelling: its records in their order,
// of each the values that are not blank.
func essence(r SheetRow) []byte {
	var records []map[string]string
	for _, record := range r.Records {
		values := map[string]string{}
		for _, f := range record.CustomFields {
			if v := full(f.Values); len(v) > 0 {
				slices.Sort(v)
				values[f.ID.String()] = strings.Join(v, "\n")
			}
		}
		records = append(records, values)
	}
	raw, _ := json.Marshal([]any{r.Code, records}) // strings, with sorted keys
	return raw
}
