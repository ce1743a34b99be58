package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"

	"dandori/runtime/say"
)

// imprint is what a plan says of a file's content.
func imprint(content *string) []pair {
	raw, err := base64.StdEncoding.DecodeString(orEmpty(content))
	if err != nil {
		return nil // told when the draft was made
	}
	sum := sha256.Sum256(raw)
	return []pair{{"size", len(raw)}, {"sha256", hex.EncodeToString(sum[:])}}
}

// stamp is what a plan says of a file that is there: its content is not read.
func stamp(name, at *string) []pair {
	var s []pair
	for _, p := range []struct {
		key   string
		value *string
	}{{"file_name", name}, {"updated_at", at}} {
		if orEmpty(p.value) != "" {
			s = append(s, pair{p.key, *p.value})
		}
	}
	return s
}

// faces tells which face images are written. Each counts as a change: what is
// there would have to be downloaded, and is cropped.
func (c *comparison) faces(d *Draft, now Table, known Known) error {
	there, err := Read[Face](now)
	if err != nil {
		return err
	}
	members, err := known.codes(listMembers)
	if err != nil {
		return err
	}
	c.write.Present = len(there)
	was, _ := by(there, func(f Face) string { return f.Code })
	sent, err := sentIn[Face](d.all())
	for i, f := range sent {
		c.row(i, f.Code)
		is, has := was[f.Code]
		next := append(shape{{"code", f.Code}}, imprint(f.Image)...)
		switch {
		case members != nil && !members[f.Code]:
			c.unknownCode("code", f.Code, members)
		case has && d.op.Name == addFaces:
			c.problem("code", say.T("has a face image already: use update"))
		case !has && d.op.Name != addFaces:
			c.problem("code", say.T("has no face image yet: use add"))
		case has:
			c.change(f.Code, append(shape{{"code", f.Code}}, stamp(is.FileName, is.UpdatedAt)...), next)
		default:
			c.change(f.Code, nil, next)
		}
	}
	return err
}

// files tells which attachments are written, one change a file.
func (c *comparison) files(d *Draft, now Table, known Known) error {
	there, err := Read[FileRow](now)
	if err != nil {
		return err
	}
	members, err := known.codes(listMembers)
	if err != nil {
		return err
	}
	was, _ := by(there, func(r FileRow) string { return r.Code })
	for _, r := range there {
		c.write.Present += len(r.Records)
	}
	sent, err := sentIn[FileRow](d.all())
	for i, r := range sent {
		c.row(i, r.Code)
		c.unknownCode("code", r.Code, members)
		for n, f := range r.Records {
			c.file(fmt.Sprintf("records[%d].file_name", n), r.Code, f, was[r.Code].Records)
		}
	}
	return err
}

func (c *comparison) file(path, code string, f File, there []File) {
	held := slices.DeleteFunc(slices.Clone(there), func(x File) bool { return x.Name != f.Name })
	next := fileShape(code, append(shape{{"file_name", f.Name}}, imprint(f.Content)...))
	switch adds := c.op.Name == addFiles; {
	case adds && len(held) > 0:
		c.problem(path, say.T("the member has a file of this name already: use update"))
	case !adds && len(held) == 0:
		c.problem(path, say.T("the member has no file of this name yet: use add"))
	case !adds && len(held) > 1:
		c.problem(path, say.T("the member has %d files of this name, and Kaonavi does not say which one it would replace", len(held)))
	case adds:
		c.change(code+"/"+f.Name, nil, next)
	default:
		c.change(code+"/"+f.Name, fileShape(code, stamp(&f.Name, held[0].UpdatedAt)), next)
	}
}

func fileShape(code string, file shape) shape {
	return shape{{"code", code}, {"records", []shape{file}}}
}
