package api

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// upload is the body of an import and its Content-Type. It is built by hand:
// the vendor demands CR LF after the closing boundary, which libraries may leave out.
func upload(parts map[Kind][]byte) (body []byte, mime string) {
	boundary := boundaryFor(parts)
	var b strings.Builder
	for _, k := range []Kind{Departments, Users} {
		csv, ok := parts[k]
		if !ok {
			continue
		}
		b.WriteString("--" + boundary + "\r\n")
		b.WriteString(`Content-Disposition: form-data; name="` + k.String() + `"; filename="` + k.String() + `.csv"` + "\r\n")
		b.WriteString("Content-Type: text/csv\r\n\r\n")
		b.Write(csv)
		b.WriteString("\r\n")
	}
	b.WriteString("--" + boundary + "--\r\n")
	return []byte(b.String()), "multipart/form-data; boundary=" + boundary
}

// boundaryFor makes a boundary of letters and digits, which reads the same
// quoted and bare. It comes from the content, so that the same import has the
// same bytes, and cannot occur in it.
func boundaryFor(parts map[Kind][]byte) string {
	h := sha256.New()
	for _, k := range []Kind{Departments, Users} {
		h.Write(parts[k])
		h.Write([]byte{0})
	}
	return "dandori" + hex.EncodeToString(h.Sum(nil))[:40]
}
