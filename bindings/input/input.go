// Package input is a file that a script reads page by page, for hours maybe,
// and in several processes when its run is killed and goes on.
//
// What the script was given is in the run's journal and is never read again.
// Only the rest of the file still matters, and it must be the rest of the same
// file: its size and SHA-256 are taken when the first page is read and stand in
// the cursor of every page. Of a file of up to 16 MiB the cursor of the first
// page holds the content, too, so that the run needs the file no more; a larger
// one that is gone, or is another, when the run goes on pauses it
// (call.Changed). Its times do not matter: a file that was copied back is the same.
package input

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"

	"dandori/runtime/call"
	"dandori/runtime/folder"
)

// whole is up to which size the content of a file is kept with the run.
const whole = 16 << 20

// Config says which file.
type Config struct {
	Folder *folder.Folder
	Path   string // as the script gave it
}

// File is a file that is being read. It is not for several goroutines at once.
type File struct {
	io.ReadSeeker // over the content, from its start
	facts         folder.Facts
	content       []byte   // nil of a large file
	file          *os.File // nil of a small one
}

// Open begins to read a file.
func Open(c Config) (*File, error) {
	file, err := c.Folder.Open(c.Path)
	if err != nil {
		return nil, err
	}
	f, err := read(file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if err := c.Folder.AsGiven(c.Path, f.facts.SHA256); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// read takes a small file into memory, and the facts of any. It owns file when it returns nil.
func read(file *os.File) (*File, error) {
	sum := sha256.New()
	content, err := io.ReadAll(io.TeeReader(io.LimitReader(file, whole+1), sum))
	if err != nil {
		return nil, err
	}
	if len(content) <= whole {
		f := small(content)
		f.facts = folder.Facts{Size: int64(len(content)), SHA256: hex.EncodeToString(sum.Sum(nil))}
		return f, file.Close()
	}
	rest, err := io.Copy(sum, file)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	facts := folder.Facts{Size: int64(len(content)) + rest, SHA256: hex.EncodeToString(sum.Sum(nil))}
	return &File{ReadSeeker: file, file: file, facts: facts}, err
}

func small(content []byte) *File {
	return &File{ReadSeeker: bytes.NewReader(content), content: content}
}

// Close gives the file back.
func (f *File) Close() error {
	if f.file == nil {
		return nil
	}
	return f.file.Close()
}

// mark is what a cursor tells of the file, around the place that its reader has in it.
type mark struct {
	folder.Facts
	Place json.RawMessage `json:"place"`
}

// Cursor is the cursor of a page: where the next one begins, and in which file.
// first says that it is the first page's.
func (f *File) Cursor(place any, first bool) ([]byte, error) {
	raw, err := json.Marshal(place)
	if err != nil {
		return nil, err
	}
	head, err := json.Marshal(mark{f.facts, raw})
	if err != nil || !first || f.content == nil {
		return head, err
	}
	return append(append(head, '\n'), f.content...), nil // JSON of this kind has no line ends
}

// Place reads the place out of a cursor.
func Place(cursor []byte, place any) error {
	m, _, err := parse(cursor)
	if err != nil {
		return err
	}
	return json.Unmarshal(m.Place, place)
}

// Content is what the cursor of the first page holds of the file, nil when that is nothing.
func Content(cursor []byte) []byte {
	_, content, _ := bytes.Cut(cursor, []byte("\n"))
	return content
}

func parse(cursor []byte) (m mark, content []byte, err error) {
	head, content, _ := bytes.Cut(cursor, []byte("\n"))
	return m, content, json.Unmarshal(head, &m)
}

// Reopen goes on with the file that a cursor tells of. kept is what the first
// page's cursor held of it, nil for nothing.
func Reopen(c Config, cursor, kept []byte) (*File, error) {
	m, content, err := parse(cursor)
	if err != nil {
		return nil, err
	}
	if content == nil {
		content = kept
	}
	if content != nil {
		f := small(content)
		f.facts = m.Facts
		return f, nil
	}
	f, err := Open(c)
	if err != nil {
		return nil, pause(call.New(call.Changed, "the run has read a part of %s and needs the rest: %v", c.Path, err).Because(err))
	}
	if f.facts != m.Facts {
		_ = f.Close() // it was only read
		return nil, pause(call.New(call.Changed, "%s is not the file any more that the run began to read: somebody has changed or replaced it", c.Path))
	}
	return f, nil
}

func pause(e *call.Error) error {
	return e.WithHint("put the file back as it was and type dandori runs resume, or begin anew with dandori runs rerun")
}
