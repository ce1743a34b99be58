package sandbox

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"net/http"
	"strings"
	"testing"
)

// picture returns a small picture of a format as base64.
func picture(t *testing.T, format string) string {
	t.Helper()
	var b bytes.Buffer
	canvas := image.NewGray(image.Rect(0, 0, 4, 4))
	err := map[string]func() error{
		"gif":  func() error { return gif.Encode(&b, canvas, nil) },
		"png":  func() error { return png.Encode(&b, canvas) },
		"jpeg": func() error { return jpeg.Encode(&b, canvas, nil) },
	}[format]()
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// faces writes member_data: codes and pictures.
func faces(pairs ...string) string {
	var out []string
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, fmt.Sprintf(`"code":%q,"base64_face_image":%q`, pairs[i], pairs[i+1]))
	}
	return people(out...)
}

// without and with return a member without and one with a picture.
func (d *desk) faced() (with, without string) {
	for _, m := range d.get("members").rows("member_data") {
		if m["face_image"] == nil {
			without = m["code"].(string)
		} else {
			with = m["code"].(string)
		}
	}
	return with, without
}

// §8.2: POST for who has none, PATCH for who has one; what is read is a JPEG.
func TestFaces(t *testing.T) {
	d := open(t, Options{})
	with, without := d.faced()
	d.fails("POST members/face_image", faces(with, picture(t, "png")), "既に登録")
	d.fails("PATCH members/face_image", faces(without, picture(t, "png")), "登録されていません")
	d.fails("POST members/face_image", faces("nobody", picture(t, "png")), "社員番号が存在しません")
	d.done("POST members/face_image", strings.Replace(faces(without, picture(t, "png")), "{", `{"enable_trimming":false,`, 1))
	d.done("PATCH members/face_image", faces(with, picture(t, "gif")))
	list := d.get("members/face_image?updated_since=2026-04-01")
	if len(list.rows("member_data")) != 2 || at(d.member(without), "face_image", "updated_at") != at(list.row("member_data", "code", without), "updated_at") {
		t.Errorf("%v", list)
	}
	for _, row := range list.rows("member_data") {
		r, err := d.client.Get(row["download_url"].(string))
		if err != nil {
			t.Fatal(err)
		}
		_, format, err := image.Decode(r.Body)
		_ = r.Body.Close()
		if err != nil || format != "jpeg" || r.Header.Get("Content-Type") != "image/jpeg" || !strings.HasSuffix(row["file_name"].(string), ".jpg") {
			t.Errorf("%v: %s %v", row, format, err)
		}
	}
	d.done("PATCH members/face_image", faces(without, picture(t, "jpeg")))
}

func TestWhatFacesRefuse(t *testing.T) {
	d := open(t, Options{})
	many := make([]string, 0, 2*maxFaces+2)
	for i := range maxFaces + 1 {
		many = append(many, fmt.Sprint("E", i), picture(t, "png"))
	}
	for reason, body := range map[string]string{
		"100件":     faces(many...),
		"5MB":      faces("E1001", base64.StdEncoding.EncodeToString(make([]byte, maxFile+1))),
		"形式の画像":    faces("E1001", base64.StdEncoding.EncodeToString([]byte("BM a bitmap"))),
		"Base64":   faces("E1001", "?"),
		"重複":       faces("E1001", picture(t, "png"), "E1001", picture(t, "png")),
		"必須":       people(`"code":"E1001"`),
		"true":     `{"enable_trimming":"x","member_data":[]}`,
		"使用できない":   `{"trim":true,"member_data":[]}`,
		"code: 必須": people(`"base64_face_image":"eA=="`),
	} {
		d.refused("POST members/face_image", body, http.StatusBadRequest, reason)
	}
}
