package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"dandori/runtime/clock"
)

// unsettled is how young a change may be for a second one to leave no trace in
// a file's times: the coarsest file systems count in two seconds.
const unsettled = 2 * time.Second

// mostRead is more than is ever compiled of one file. Of a larger one size and
// time are looked at, not the content.
const mostRead = 16 << 20

// looker reads the project's files by their hashes. What a file's size, times
// and identity say to be the same is not read again.
type looker struct {
	files fs.FS
	mu    sync.Mutex
	seen  map[string]sight
	lists map[string]listing
}

// sight is a file as it was found.
type sight struct {
	info fs.FileInfo
	at   time.Time // just before it was read
	hash string
}

// listing is a folder as it was found: its names, sorted.
type listing struct {
	info  fs.FileInfo
	at    time.Time
	names []string
}

func newLooker(files fs.FS) *looker {
	return &looker{files: files, seen: map[string]sight{}, lists: map[string]listing{}}
}

// sum names a content.
func sum(content []byte) string {
	h := sha256.Sum256(content)
	return hex.EncodeToString(h[:])
}

// hash returns the hash of a file as it is now; "" where there is no file that can be read.
func (l *looker) hash(name string) string {
	hash, _ := l.read(name, false)
	return hash
}

// text returns a file as it is now, with its hash.
func (l *looker) text(name string) (hash string, text []byte) { return l.read(name, true) }

func (l *looker) read(name string, text bool) (string, []byte) {
	at := clock.Now()
	info, err := fs.Stat(l.files, name)
	if err != nil || !info.Mode().IsRegular() { // a pipe might never end
		l.forget(name)
		return "", nil
	}
	if info.Size() > mostRead {
		return sum(fmt.Append(nil, info.Size(), info.ModTime().UnixNano())), nil
	}
	l.mu.Lock()
	old, known := l.seen[name]
	l.mu.Unlock()
	if known && !text && unchanged(old.info, info, old.at) {
		return old.hash, nil
	}
	content, err := fs.ReadFile(l.files, name)
	if err != nil {
		l.forget(name)
		return "", nil
	}
	found := sight{info, at, sum(content)}
	if known && found.hash == old.hash {
		found.hash = old.hash // one string for all
	}
	l.mu.Lock()
	l.seen[name] = found
	l.mu.Unlock()
	return found.hash, content
}

// file reports whether there is something of that name that is no folder.
func (l *looker) file(name string) bool {
	info, err := fs.Stat(l.files, name)
	return err == nil && !info.IsDir()
}

func (l *looker) forget(name string) {
	l.mu.Lock()
	delete(l.seen, name)
	l.mu.Unlock()
}

// fresh reports whether a file was changed less than a while before t.
func (l *looker) fresh(name string, t time.Time, while time.Duration) bool {
	info, err := fs.Stat(l.files, name)
	return err == nil && t.Sub(changed(info)) < while
}

// names returns the names in a folder, sorted; none where there is no folder.
func (l *looker) names(dir string) []string {
	at := clock.Now()
	info, err := fs.Stat(l.files, dir)
	if err != nil {
		return nil
	}
	l.mu.Lock()
	old, known := l.lists[dir]
	l.mu.Unlock()
	if known && unchanged(old.info, info, old.at) {
		return old.names
	}
	entries, err := fs.ReadDir(l.files, dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) && len(entries) == 0 {
		return nil
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	if slices.Equal(names, old.names) {
		names = old.names
	}
	l.mu.Lock()
	l.lists[dir] = listing{info, at, names}
	l.mu.Unlock()
	return names
}

// unchanged reports whether a file that was read at a time is certainly the one found now.
func unchanged(old, now fs.FileInfo, at time.Time) bool {
	return old.Size() == now.Size() && old.ModTime().Equal(now.ModTime()) && changed(old).Equal(changed(now)) &&
		os.SameFile(old, now) && at.Sub(changed(now)) >= unsettled
}

// parents returns the folders of a file up to the project's, the nearest first.
func parents(name string) []string {
	var dirs []string
	for dir := path.Dir(name); ; dir = path.Dir(dir) {
		dirs = append(dirs, dir)
		if dir == "." {
			return dirs
		}
	}
}

// within reports whether name is dir or lies in it.
func within(name, dir string) bool {
	return dir == "." || name == dir || strings.HasPrefix(name, dir+"/")
}
