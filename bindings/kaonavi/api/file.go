package api

// Face is a face image (顔写真, 8.2): what a list says of it, or the image that is sent.
type Face struct {
	Code        string  `json:"code"`
	FileName    *string `json:"file_name,omitempty"`
	DownloadURL *string `json:"download_url,omitempty"`
	UpdatedAt   *string `json:"updated_at,omitempty"`
	Image       *string `json:"base64_face_image,omitempty"` // jpg, gif or png; only sent
	Rest        Rest    `json:"-"`
}

// FileRow is a member's attachments of one field (ファイル添付項目, 8.3). Records
// without a file are not listed.
type FileRow struct {
	Code    string `json:"code"`
	Records []File `json:"records"`
	Rest    Rest   `json:"-"`
}

// File is one attachment: what a list says of it, or the file that is sent.
type File struct {
	Name        string  `json:"file_name"`
	DownloadURL *string `json:"download_url,omitempty"`
	UpdatedAt   *string `json:"updated_at,omitempty"`
	Content     *string `json:"base64_content,omitempty"` // only sent
	Rest        Rest    `json:"-"`
}

// fileTypes are the extensions that an attachment may have (8.3, B).
const fileTypes = "txt csv xml htm html doc docx rtf xls xlsx xlsm ppt pptx pdf jpeg jpg gif png tif zip odp ods xdw msg"

// UnmarshalJSON keeps what the type does not know.
func (f *Face) UnmarshalJSON(raw []byte) error {
	type plain Face
	return decode(raw, (*plain)(f), &f.Rest)
}

// MarshalJSON writes what was kept, too.
func (f Face) MarshalJSON() ([]byte, error) {
	type plain Face
	return encode(plain(f), f.Rest)
}

// UnmarshalJSON keeps what the type does not know.
func (f *FileRow) UnmarshalJSON(raw []byte) error {
	type plain FileRow
	return decode(raw, (*plain)(f), &f.Rest)
}

// MarshalJSON writes what was kept, too.
func (f FileRow) MarshalJSON() ([]byte, error) {
	type plain FileRow
	return encode(plain(f), f.Rest)
}

// UnmarshalJSON keeps what the type does not know.
func (f *File) UnmarshalJSON(raw []byte) error {
	type plain File
	return decode(raw, (*plain)(f), &f.Rest)
}

// MarshalJSON writes what was kept, too.
func (f File) MarshalJSON() ([]byte, error) {
	type plain File
	return encode(plain(f), f.Rest)
}
