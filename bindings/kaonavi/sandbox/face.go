package sandbox

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	_ "image/gif" // what may be uploaded (§8.2)
	_ "image/png" // what may be uploaded (§8.2)
	"slices"
)

// The bounds of uploads (§3, B).
const (
	maxFaces = 100
	maxFiles = 1000
	maxFile  = 5 << 20
)

// readFaces is 顔写真 取得 (§8.2).
func (s *Sandbox) readFaces(q *request) answer {
	list := []object{}
	for _, p := range s.company.members.List {
		if p.Face != nil && sinceDay(p.Face.At, q.since) {
			list = append(list, object{
				{"code", p.Code}, {"file_name", p.Face.Name},
				{"download_url", s.link(q, p.Face)}, {"updated_at", moment(p.Face.At)},
			})
		}
	}
	return ok(object{{"member_data", list}})
}

// planFaces is 顔写真 登録 and 更新 (§8.2): for members without a picture, or with one.
func planFaces(m mode) func(*work) (any, func()) {
	return func(w *work) (any, func()) {
		body := w.item()
		body.only("member_data", "enable_trimming")
		body.flag("enable_trimming", true) // pictures are stored as they come
		list := body.items("member_data")
		if len(list) > maxFaces {
			body.wrong(long, "member_data", fmt.Sprintf("%d件以内で指定してください。", maxFaces))
		}
		codes, pictures := seen{}, map[string][]byte{}
		for _, i := range list {
			i.only("code", "base64_face_image")
			codes.once(i, "code", "社員番号")
			code := i.must("code")
			pictures[code] = readPicture(i)
			w.placeFace(i, code, m)
		}
		return nil, func() { w.putFaces(pictures) }
	}
}

// readPicture returns the picture as JPEG, as all are when they are read.
func readPicture(i item) []byte {
	raw := readBase64(i, "base64_face_image")
	if raw == nil {
		return nil
	}
	picture, format, err := image.Decode(bytes.NewReader(raw))
	switch {
	case err != nil:
		i.wrong(invalid, "base64_face_image", "jpg、jpeg、gif、png形式の画像を指定してください。")
		return nil
	case format == "jpeg":
		return raw
	default:
		return asJPEG(picture)
	}
}

// readBase64 returns the content at key, nil for one that is no good.
func readBase64(i item, key string) []byte {
	text := i.must(key)
	if base64.StdEncoding.DecodedLen(len(text)) > maxFile+2 {
		i.wrong(long, key, "5MB以内のファイルを指定してください。")
		return nil
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	switch {
	case len(raw) > maxFile:
		i.wrong(long, key, "5MB以内のファイルを指定してください。")
		return nil
	case err != nil:
		i.wrong(invalid, key, "Base64形式で指定してください。")
		return nil
	}
	return raw
}

func (w *work) placeFace(i item, code string, m mode) {
	p := w.company.members.ByKey[code]
	switch {
	case p == nil:
		i.wrong(conflicting, "code", "社員番号が存在しません。")
	case m == create && p.Face != nil:
		i.wrong(conflicting, "code", "顔写真が既に登録されています。")
	case m == patch && p.Face == nil:
		i.wrong(conflicting, "code", "顔写真が登録されていません。")
	}
}

func (w *work) putFaces(pictures map[string][]byte) {
	for _, p := range w.company.members.List {
		if picture := pictures[p.Code]; picture != nil {
			p.Face = &file{Name: p.Code + ".jpg", Key: w.company.keep(picture), At: w.now}
			p.Updated, w.company.membersAt = w.now, w.now
		}
	}
}

// extensions are those of files that may be attached (§8.3, B).
func extensions() []string {
	return []string{
		".txt", ".csv", ".xml", ".htm", ".html", ".doc", ".docx", ".rtf", ".xls", ".xlsx", ".xlsm", ".ppt", ".pptx", ".pdf",
		".jpeg", ".jpg", ".gif", ".png", ".tif", ".zip", ".odp", ".ods", ".xdw", ".msg",
	}
}

func allowed(extension string) bool { return slices.Contains(extensions(), extension) }
