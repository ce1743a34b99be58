package cli

import (
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/compile"
	"dandori/runtime/workflow"
)

// fileSet is what a script was made ready from, with its contents then. A set
// of files that says the same is no reason to run again.
type fileSet struct {
	files  fs.FS
	began  time.Time // when somebody began to read
	names  []string  // files that were read
	sought []string  // what was looked for and is not there, without endings
	known  map[string]string
}

// again is an empty set for the next attempt, which begins now. It keeps what
// is to be watched until that attempt says better.
func (s *fileSet) again(p *project) *fileSet {
	next := &fileSet{files: p.files, began: clock.Now()}
	if s != nil {
		next.names, next.sought = s.names, s.sought
	}
	return next
}

// tick is how far the times of files are behind the clock at most: the kernel
// takes them from its timer. The watcher waits longer before it tells of a save.
const tick = 4 * time.Millisecond

// note takes from an attempt what it read, and remembers what is there. A file
// that was saved while it was read is not known at all.
func (s *fileSet) note(x *execution, err error) {
	var broken *compile.Errors
	switch {
	case err == nil:
		s.names, s.sought = x.compiled.program.Inputs, nil
	case errors.As(err, &broken):
		s.names, s.sought = broken.Inputs, broken.Sought
	}
	s.known = s.contents()
	for name := range s.known {
		if info, err := fs.Stat(s.files, name); err != nil || !info.ModTime().Before(s.began.Add(-tick)) {
			s.known[name] = "saved meanwhile"
		}
	}
}

// contents are the hashes of all files of the set that are there now.
func (s *fileSet) contents() map[string]string {
	names := slices.Clone(s.names)
	for _, pattern := range s.patterns() {
		found, err := fs.Glob(s.files, pattern)
		if err == nil {
			names = append(names, found...)
		}
	}
	out := map[string]string{}
	for _, name := range names {
		if text, err := fs.ReadFile(s.files, name); err == nil {
			sum := sha256.Sum256(text)
			out[name] = string(sum[:])
		}
	}
	return out
}

func (s *fileSet) patterns() []string {
	patterns := []string{workflow.ConfigFile, ".env", "workflows/*.yaml", "workflows/*.yml"}
	for _, name := range s.sought {
		patterns = append(patterns, escaped(name)+".*", escaped(name), escaped(name)+"/index.*")
	}
	return patterns
}

// escaped is name as a pattern that only it matches.
func escaped(name string) string {
	return strings.NewReplacer(`*`, `\*`, `?`, `\?`, `[`, `\[`, `\`, `\\`).Replace(name)
}

// folders are those to watch.
func (s *fileSet) folders() []string {
	dirs := map[string]bool{".": true, "workflows": true}
	for _, name := range s.names {
		dirs[path.Dir(name)] = true
	}
	for _, name := range s.sought {
		dirs[path.Dir(name)], dirs[name] = true, true
	}
	return slices.Sorted(maps.Keys(dirs))
}

// saving is what somebody saved, and when.
type saving struct {
	name string // "" at the start
	at   time.Time
}

// changed is the file that was saved last of those that differ from what is known.
func (s *fileSet) changed() (saved saving, differs bool) {
	now := s.contents()
	for name := range s.known {
		if _, there := now[name]; !there {
			saved, differs = saving{name: name, at: clock.Now()}, true
		}
	}
	for name, hash := range now {
		if known, ok := s.known[name]; ok && known == hash {
			continue
		}
		differs = true
		if at := s.savedAt(name); saved.name == "" || at.After(saved.at) {
			saved = saving{name: name, at: at}
		}
	}
	return saved, differs
}

// savedAt is when the file says that it was written, unless that cannot be:
// a copy keeps the time of what it was made from.
func (s *fileSet) savedAt(name string) time.Time {
	now := clock.Now()
	info, err := fs.Stat(s.files, name)
	if err != nil || info.ModTime().Before(s.began.Add(-time.Second)) || info.ModTime().After(now) {
		return now
	}
	return info.ModTime()
}

// nextSave waits until a file of the set differs.
func (r *rehearsal) nextSave(ctx context.Context) (saving, error) {
	for {
		if _, err := r.watcher.Next(ctx); err != nil {
			return saving{}, err
		}
		if saved, differs := r.files.changed(); differs {
			return saved, nil
		}
	}
}

// private are the files of dandori's own and of the version control.
func private(name string) bool {
	top, _, _ := strings.Cut(name, "/")
	return top == ".dandori" || top == ".git"
}
