package input

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/folder"
)

func place(t *testing.T, content []byte) (c Config, path string) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, "inbox", "a.csv")
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, content, 0o600)); err != nil {
		t.Fatal(err)
	}
	f, err := folder.Open(folder.Config{Root: dir, Read: []string{"inbox"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return Config{Folder: f, Path: "inbox/a.csv"}, path
}

// cursors returns those of the first and of the second page.
func cursors(t *testing.T, c Config) (first, second []byte) {
	t.Helper()
	f, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	first, err = f.Cursor(map[string]int{"row": 1}, true)
	if err != nil {
		t.Fatal(err)
	}
	if second, err = f.Cursor(map[string]int{"row": 2}, false); err != nil {
		t.Fatal(err)
	}
	return first, second
}

func all(t *testing.T, f *File, err error) []byte {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestASmallFileIsKeptWithTheRun(t *testing.T) {
	content := []byte("a\n1\n\n{\"x\": 髙}\n")
	c, path := place(t, content)
	first, second := cursors(t, c)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	kept := Content(first)
	if !bytes.Equal(kept, content) || Content(second) != nil {
		t.Fatalf("kept %q and %q", kept, Content(second))
	}
	for name, at := range map[string][]byte{"on the first page": first, "on a later one": second} {
		f, err := Reopen(c, at, kept)
		if got := all(t, f, err); !bytes.Equal(got, content) {
			t.Errorf("%s: %q", name, got)
		}
	}
	f, err := Reopen(c, second, kept)
	if err != nil {
		t.Fatal(err)
	}
	third, err := f.Cursor(map[string]int{"row": 3}, false)
	if err != nil || bytes.Equal(third, second) || len(third) != len(second) {
		t.Errorf("the next cursor is %s after %s, %v", third, second, err)
	}
	var at struct{ Row int }
	if err := Place(third, &at); err != nil || at.Row != 3 {
		t.Errorf("the place is %+v, %v", at, err)
	}
}

// large is a file that is not kept; where one byte of it can be changed.
func large() []byte { return bytes.Repeat([]byte("0123456789abcde\n"), whole/16+1) }

func TestALargeFileMustStayTheSame(t *testing.T) {
	content := large()
	for name, c := range map[string]struct {
		meanwhile func(path string) error
		say       string // "" goes on
	}{
		"nothing happened": {func(string) error { return nil }, ""},
		"it was touched":   {func(path string) error { return os.Chtimes(path, time.Unix(1, 0), time.Unix(1, 0)) }, ""},
		"it was copied back": {func(path string) error {
			return errors.Join(os.Remove(path), os.WriteFile(path, content, 0o644))
		}, ""},
		"a byte behind the page was changed": {func(path string) error {
			other := bytes.Clone(content)
			other[len(other)-2] = 'x'
			return errors.Join(os.WriteFile(path, other, 0o600))
		}, "is not the file any more"},
		"it has grown":   {func(path string) error { return os.WriteFile(path, append(bytes.Clone(content), 'x'), 0o600) }, "is not the file any more"},
		"it has shrunk":  {func(path string) error { return os.WriteFile(path, []byte("a"), 0o600) }, "is not the file any more"},
		"it was removed": {os.Remove, "needs the rest: inbox/a.csv does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			in, path := place(t, content)
			first, second := cursors(t, in)
			if Content(first) != nil || len(first) > 1000 {
				t.Fatal("the cursor holds the file")
			}
			if err := c.meanwhile(path); err != nil {
				t.Fatal(err)
			}
			f, err := Reopen(in, second, nil)
			if c.say == "" {
				if got := all(t, f, err); !bytes.Equal(got, content) {
					t.Error("it reads something else")
				}
				return
			}
			var e *call.Error
			if !errors.As(err, &e) || e.Class != call.Changed || e.Hint.IsZero() || !strings.Contains(e.Error(), c.say) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTheFirstLookIsNoChange(t *testing.T) {
	c, path := place(t, nil)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	_, err := Open(c)
	var e *call.Error
	if !errors.As(err, &e) || e.Class != call.PlainError || e.Code != "ENOENT" {
		t.Errorf("got %v", err)
	}
}

// What the run was begun for may be read in pages, and nothing else in its place.
func TestAFileThatStartedTheRun(t *testing.T) {
	for name, content := range map[string][]byte{"small": []byte("a,b\n"), "large": large()} {
		t.Run(name, func(t *testing.T) {
			in, path := place(t, content)
			sum := sha256.Sum256(content)
			f, err := folder.Open(folder.Config{
				Root: filepath.Dir(filepath.Dir(path)), Read: []string{"inbox"},
				Given: folder.Given{Name: "inbox/a.csv", SHA256: hex.EncodeToString(sum[:])},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			in.Folder = f
			cursors(t, in)
			if err := os.WriteFile(path, append(content, 'x'), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(in); err == nil || !strings.Contains(err.Error(), "has a run of its own") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func FuzzCursor(f *testing.F) {
	f.Add([]byte(`{"size":1,"sha256":"x","place":{"row":1}}`))
	f.Add([]byte("{\"place\":null}\ncontent\n"))
	f.Add([]byte("\n"))
	c := Config{}
	f.Fuzz(func(t *testing.T, cursor []byte) {
		var at struct{ Row int }
		err := Place(cursor, &at)
		if kept := Content(cursor); err == nil && kept != nil {
			if again, err := Reopen(c, cursor, nil); err != nil || !bytes.Equal(all(t, again, nil), kept) {
				t.Errorf("%v", err)
			}
		}
	})
}

// BenchmarkOpen is what the first row of a large file waits for.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	content := bytes.Repeat(large(), 6)
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), content, 0o600); err != nil {
		b.Fatal(err)
	}
	folder, err := folder.Open(folder.Config{Root: dir, Read: []string{"."}})
	if err != nil {
		b.Fatal(err)
	}
	defer folder.Close()
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		f, err := Open(Config{Folder: folder, Path: "a.csv"})
		if err != nil {
			b.Fatal(err)
		}
		_ = f.Close()
	}
}
