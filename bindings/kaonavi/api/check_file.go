package api

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"

	"dandori/runtime/say"
)

// face makes a row of a face image.
func (c *checker) face(item json.RawMessage) (string, any) {
	var f Face
	if !c.into(item, &f) {
		return "", nil
	}
	c.key("code", f.Code)
	c.unknown("", f.Rest, f)
	f.FileName, f.DownloadURL, f.UpdatedAt = nil, nil, nil
	at := c.contentKey("base64_face_image")
	if head := c.body(at, f.Image); head != nil {
		if kind := http.DetectContentType(head); !slices.Contains([]string{"image/jpeg", "image/gif", "image/png"}, kind) {
			c.problem(at, say.T("must be a picture: jpg, gif or png"))
		}
	}
	return f.Code, f
}

// fileRow makes a row of a member's attachments.
func (c *checker) fileRow(item json.RawMessage) (string, any) {
	var r FileRow
	if !c.into(item, &r) {
		return "", nil
	}
	c.key("code", r.Code)
	c.unknown("", r.Rest, r)
	if len(r.Records) == 0 {
		c.problem("records", say.T("is missing"))
	}
	seen := map[string]bool{}
	for i, f := range r.Records {
		at := fmt.Sprintf("records[%d]", i)
		c.unknown(at, f.Rest, f)
		kind := strings.ToLower(strings.TrimPrefix(path.Ext(f.Name), "."))
		switch {
		case f.Name == "":
			c.problem(at+".file_name", say.T("is missing"))
		case !slices.Contains(strings.Fields(fileTypes), kind):
			c.problem(at+".file_name", say.T("Kaonavi takes no files of this kind (%q); it takes %s", kind, fileTypes))
		case seen[f.Name]:
			c.problem(at+".file_name", say.T("a member's files of one field need different names"))
		}
		seen[f.Name] = true
		c.body(at+"."+c.contentKey("base64_content"), f.Content)
		r.Records[i].DownloadURL, r.Records[i].UpdatedAt = nil, nil
	}
	return r.Code, r
}

// contentKey is what the script calls what is in a file, by the vendor's name for it.
func (c *checker) contentKey(name string) string { return cmp.Or(c.content, name) }

// body checks a file in base64 and returns how it begins, nil when it is wrong.
func (c *checker) body(field string, content *string) []byte {
	if content == nil || *content == "" {
		c.problem(field, say.T("is missing"))
		return nil
	}
	size := base64.StdEncoding.DecodedLen(len(*content)) - strings.Count((*content)[max(0, len(*content)-2):], "=")
	if size > c.sizes.File {
		c.problem(field, say.T("has %d bytes; Kaonavi takes %d at most", size, c.sizes.File))
		return nil
	}
	whole, err := base64.StdEncoding.DecodeString(*content)
	if err != nil {
		c.problem(field, say.T("must be base64"))
		return nil
	}
	return whole[:min(len(whole), 512)]
}
