package api

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"math/bits"
	"strings"
)

// Photo is a picture of all rows of a list that shows whether anything changed:
// how many there are, and a sum of their hashes in which their order does not
// count. It holds no data of anybody.
type Photo struct {
	Rows int       `json:"rows"`
	Sum  [4]uint64 `json:"sum"`
}

// Photograph takes the picture of what op, which changes it, finds in t. Left
// out are passwords, what the vendor stamps by itself, names that only stand
// there for the reader, and on sheets rows without any value.
func Photograph(op Operation, t Table) (Photo, error) {
	rows, err := t.rows()
	if err != nil {
		return Photo{}, err
	}
	return photo(op.Kind, rows), nil
}

func photo(k Kind, rows []Row) Photo {
	if k == Records {
		rows = full(rows)
	}
	p := Photo{Rows: len(rows)}
	for _, row := range rows {
		p.add(sha256.Sum256(essence(k, row)))
	}
	return p
}

func (p *Photo) add(hash [sha256.Size]byte) {
	carry := uint64(0)
	for i := range p.Sum {
		p.Sum[i], carry = bits.Add64(p.Sum[i], binary.LittleEndian.Uint64(hash[8*i:]), carry)
	}
}

// essence is what of a row counts, in one spelling.
func essence(k Kind, row Row) []byte {
	fields := map[string]string{}
	for key, value := range row {
		if v := plain(value); v != "" && lasting(k, key) {
			fields[key] = v
		}
	}
	raw, _ := json.Marshal(fields) // strings, with sorted keys
	return raw
}

func lasting(k Kind, key string) bool {
	switch {
	case key == "password", key == "member_kana", key == "leader_member_name", key == memberName && k == Records:
		return false
	case strings.HasPrefix(key, "last_"), key == "password_modified_at":
		return false
	}
	return true
}
