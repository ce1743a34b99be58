// Package charset reads and writes the two encodings of Japanese offices:
// UTF-8, and cp932 as Windows and Excel write it (Shift_JIS with the characters
// of NEC and IBM and the user-defined area; Microsoft's code page 932).
package charset

// Charset is an encoding of text, by the name that scripts use.
type Charset string

// The encodings.
const (
	UTF8  Charset = "utf8"
	CP932 Charset = "cp932"
)

// Names are the encodings' names, for those who read a script's options.
func Names() []string { return []string{string(UTF8), string(CP932)} }

// BOM is the mark that programs put before UTF-8.
const BOM = "\xef\xbb\xbf"
