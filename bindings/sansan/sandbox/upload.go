package sandbox

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
)

// maxUpload bounds what one import may send.
const maxUpload = 64 << 20

// upload is the rows of an import, nil for a kind that was not sent.
type upload struct{ departments, users [][]string }

// readUpload reads the body of #jobs and #check, as strictly as the document
// describes it: a length, one part a kind, CR LF everywhere and also at the end.
func (s *Sandbox) readUpload(r *request) (upload, *refusal) {
	mediaType, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "multipart/form-data" {
		return upload{}, refuse(http.StatusUnsupportedMediaType, "Content-Type must be multipart/form-data.", codeMediaType, "")
	}
	boundary := parameters["boundary"]
	if boundary == "" {
		return upload{}, bad(codeRequired, "boundary", "boundary is required.")
	}
	if r.ContentLength < 0 {
		return upload{}, &refusal{status: http.StatusLengthRequired, message: "Content-Length is required."}
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxUpload+1))
	if err != nil || len(body) > maxUpload {
		return upload{}, &refusal{status: http.StatusRequestEntityTooLarge, message: "The body is too large."}
	}
	ending := "\r\n--" + boundary + "--\r\n"
	if s.options.Variants.LenientEnding {
		ending = strings.TrimSuffix(ending, "\r\n")
	}
	if !bytes.HasPrefix(body, []byte("--"+boundary+"\r\n")) || !bytes.HasSuffix(body, []byte(ending)) {
		return upload{}, bad(codeInvalid, "body", "The body must begin with the boundary and end with the closing boundary and CR LF.")
	}
	return s.readParts(r, multipart.NewReader(bytes.NewReader(body), boundary))
}

func (s *Sandbox) readParts(r *request, parts *multipart.Reader) (upload, *refusal) {
	var u upload
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return upload{}, bad(codeInvalid, "body", "The body is no multipart/form-data.")
		}
		if refused := s.readPart(r, part, &u); refused != nil {
			return upload{}, refused
		}
	}
	if u.departments == nil && u.users == nil {
		return upload{}, bad(codeRequired, "department", "department or user is required.")
	}
	return u, nil
}

func (s *Sandbox) readPart(r *request, part *multipart.Part, u *upload) *refusal {
	name := part.FormName()
	into := map[string]*[][]string{"department": &u.departments, "user": &u.users}[name]
	switch {
	case into == nil:
		return bad(codeInvalid, name, "The parts are named department and user.")
	case part.FileName() == "":
		return bad(codeRequired, "filename", "filename is required.")
	case *into != nil:
		return bad(codeInvalid, name, name+" is given twice.")
	}
	raw, err := io.ReadAll(part)
	rows, ok := s.readCSV(raw, r.values.Get("encoding"), r.values.Get("delimiter"))
	if err != nil || !ok {
		return bad(codeInvalid, name, name+" is no CSV in the encoding given.")
	}
	if len(rows) == 0 {
		return bad(codeRequired, name, name+" is empty.")
	}
	*into = rows
	return nil
}
