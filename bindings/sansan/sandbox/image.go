package sandbox

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"net/http"
)

// getImage is 名刺画像取得. Cards that were typed in have no image, and two of
// three others no back. The body of its 404 says 400, as the document's does.
func (s *Sandbox) getImage(r *request) (*reply, *refusal) {
	c := s.find(r.id)
	if c != nil && s.options.Variants.Redirect {
		c = s.newest(c)
	}
	back := r.values.Get("side") == "back"
	if c == nil || c.typed || back && c.n%3 > 0 {
		f := &refusal{status: http.StatusBadRequest, message: messageUnknown}
		reply := f.reply(s.options.Variants)
		reply.status = http.StatusNotFound
		return reply, nil
	}
	return answerBytes("image/jpeg", paint(c.n, back)), nil
}

// paint makes a small JPEG that differs from card to card and from side to side.
func paint(n int, back bool) []byte {
	tone := color.RGBA{R: uint8(n), G: uint8(n >> 8), B: uint8(n >> 16), A: 255}
	if back {
		tone.B ^= 0x80
	}
	canvas := image.NewRGBA(image.Rect(0, 0, 91, 55))
	draw.Draw(canvas, canvas.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(canvas, image.Rect(8, 8, 83, 20), image.NewUniform(tone), image.Point{}, draw.Src)
	var b bytes.Buffer
	_ = jpeg.Encode(&b, canvas, &jpeg.Options{Quality: 50}) // a buffer takes everything
	return b.Bytes()
}
