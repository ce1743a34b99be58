package plan

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
)

// mostPacked is how large a signed plan may be that is unpacked, in bytes.
const mostPacked = 1 << 30

// Pack returns s as a run keeps it that was signed by it.
func (s *Signed) Pack() ([]byte, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	err := errors.Join(json.NewEncoder(z).Encode(s.Rows()), z.Close())
	return out.Bytes(), err
}

// Unpack reads what Pack made.
func Unpack(packed []byte) (*Signed, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(z, mostPacked)) // to its end, where its sum is
	if err != nil {
		return nil, err
	}
	var rows []Row
	if err := json.Unmarshal(text, &rows); err != nil {
		return nil, err
	}
	return NewSigned(rows), nil
}
