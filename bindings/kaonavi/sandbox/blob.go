package sandbox

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"mime"
	"strconv"
	"strings"
	"time"
)

// file is an attachment or a picture.
type file struct {
	Name string    `json:"name"`
	Key  string    `json:"key"` // of its content
	At   time.Time `json:"at"`
}

// content is what a download answers.
type content struct {
	data  []byte
	media string
}

// blob is the content of what was uploaded, kept as long as a file or a link needs it.
type blob struct {
	Data []byte     `json:"data"`
	Lost *time.Time `json:"lost,omitempty"` // since when no file has it
}

// keep stores a content and returns its key.
func (c *company) keep(data []byte) string {
	sum := sha256.Sum256(data)
	key := hex.EncodeToString(sum[:16])
	c.blobs[key] = &blob{Data: data}
	return key
}

// sweep forgets the contents that no file has and no link reaches any more.
func (c *company) sweep(now time.Time, linkLife time.Duration) {
	used := map[string]bool{}
	for _, f := range c.files() {
		used[f.Key] = true
	}
	for key, b := range c.blobs {
		switch {
		case used[key]:
			b.Lost = nil
		case b.Lost == nil:
			b.Lost = &now
		case now.Sub(*b.Lost) > linkLife:
			delete(c.blobs, key)
		}
	}
}

// files returns all files and pictures.
func (c *company) files() []*file {
	var out []*file
	for _, p := range c.members.List {
		if p.Face != nil {
			out = append(out, p.Face)
		}
	}
	for _, s := range c.sheets {
		for _, r := range s.rows {
			for _, record := range r.Records {
				for _, f := range record.Files {
					out = append(out, f)
				}
			}
		}
	}
	return out
}

// The contents that the seed made are made again for each download: seed-face-12, seed-file-12.
const (
	seededFace = "seed-face-"
	seededFile = "seed-file-"
)

// contentOf returns the content with a key.
func (c *company) contentOf(key, extension string) (*content, bool) {
	media := cmp.Or(mime.TypeByExtension(extension), "application/octet-stream")
	if number, ok := strings.CutPrefix(key, seededFace); ok {
		n, err := strconv.Atoi(number)
		return &content{paint(n), "image/jpeg"}, err == nil
	}
	if number, ok := strings.CutPrefix(key, seededFile); ok {
		return &content{[]byte("%PDF-1.4\n% " + number + "\n%%EOF\n"), media}, true
	}
	if b := c.blobs[key]; b != nil {
		return &content{b.Data, media}, true
	}
	return nil, false
}

// paint makes a small JPEG that differs from member to member.
func paint(n int) []byte {
	canvas := image.NewRGBA(image.Rect(0, 0, 48, 64))
	draw.Draw(canvas, canvas.Bounds(), image.White, image.Point{}, draw.Src)
	tone := color.RGBA{R: uint8(40 * n), G: uint8(n), B: uint8(n >> 8), A: 255}
	draw.Draw(canvas, image.Rect(12, 8, 36, 56), image.NewUniform(tone), image.Point{}, draw.Src)
	return asJPEG(canvas)
}

func asJPEG(picture image.Image) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, picture, &jpeg.Options{Quality: 80}) // a buffer takes everything
	return b.Bytes()
}
