package inbox

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/bmatcuk/doublestar/v4"
	"golang.org/x/text/unicode/norm"

	"dandori/runtime/folder"
	"dandori/runtime/say"
)

// rules are the triggers, made ready to be asked about names.
type rules struct {
	fold     bool // names are compared without case
	unset    bool // nobody has said yet which triggers there are
	patterns []pattern
	gone     []pattern // of deleted workflows
	away     []string  // folders for files whose run is over, comparable: nothing in them matches
	useless  []say.Text
}

// pattern is one glob of a trigger.
type pattern struct {
	trigger Trigger
	glob    string   // comparable
	loose   string   // glob with its extension in lower case
	parts   []string // of glob, between the slashes
	base    string   // its folders before the first wildcard, comparable; "" for none
}

func newRules(triggers []Trigger, fold bool) *rules {
	r := &rules{fold: fold}
	for _, t := range triggers {
		t.Done, t.Failed = r.put(t, t.Done), r.put(t, t.Failed)
		for _, match := range t.Match {
			glob := r.comparable(path.Clean(match))
			base, _ := doublestar.SplitPattern(glob)
			if base == "." {
				base = ""
			}
			p := pattern{trigger: t, glob: glob, loose: lowerExt(glob), parts: split(glob), base: base}
			if t.Gone {
				r.gone = append(r.gone, p)
			} else {
				r.patterns = append(r.patterns, p)
			}
		}
	}
	return r
}

// put returns a trigger's folder for files whose run is over, clean. One that
// holds what the trigger matches would hide the inbox, and one of dandori's own
// is out of reach: both are said, and the files stay.
func (r *rules) put(t Trigger, dir string) string {
	if dir == "" {
		return ""
	}
	dir = path.Clean(dir)
	if folder.Reserved(dir) {
		r.useless = append(r.useless, say.T("%[1]s: no file is moved to %[2]s, which is dandori's or the project's own: the files stay where they are", t.Workflow, dir))
		return ""
	}
	here := r.comparable(dir)
	for _, match := range t.Match {
		base, _ := doublestar.SplitPattern(r.comparable(path.Clean(match)))
		if within(base, here) {
			r.useless = append(r.useless, say.T("%[1]s: %[2]s is the folder that its files come to: they stay where they are", t.Workflow, dir))
			return ""
		}
	}
	r.away = append(r.away, here)
	return dir
}

// matching returns the triggers that the file name starts, one a workflow.
func (r *rules) matching(name string) []Trigger {
	name = r.comparable(name)
	if !r.eligible(name) {
		return nil
	}
	return among(r.patterns, name)
}

// eligible reports whether a file of that name may start runs at all.
func (r *rules) eligible(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if temporary(part) {
			return false
		}
	}
	return !folder.Reserved(name) && !r.putAway(name)
}

func (r *rules) putAway(name string) bool {
	return slices.ContainsFunc(r.away, func(dir string) bool { return within(name, dir) })
}

// among returns the triggers of the patterns that match name, one a workflow.
// An extension matches in either case: programs on Windows write NAME.CSV, and
// nobody who wrote *.csv wants that left lying.
func among(patterns []pattern, name string) []Trigger {
	var found []Trigger
	loose := lowerExt(name)
	for _, p := range patterns {
		if (doublestar.MatchUnvalidated(p.glob, name) || doublestar.MatchUnvalidated(p.loose, loose)) &&
			!slices.ContainsFunc(found, func(t Trigger) bool { return t.Workflow == p.trigger.Workflow }) {
			found = append(found, p.trigger)
		}
	}
	return found
}

func lowerExt(name string) string {
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + strings.ToLower(ext)
}

// comparable is the form in which names are compared.
func (r *rules) comparable(name string) string {
	name = norm.NFC.String(name)
	if r.fold {
		name = strings.ToLower(name)
	}
	return name
}

// temporary reports whether a file, or folder, of this name is one that a
// program makes for itself or has not finished, or is hidden.
func temporary(base string) bool {
	base = strings.ToLower(base)
	switch base {
	case "thumbs.db", "desktop.ini":
		return true
	}
	for _, prefix := range []string{".", "~$"} {
		if strings.HasPrefix(base, prefix) {
			return true
		}
	}
	for _, suffix := range []string{"~", ".tmp", ".swp", ".part", ".partial", ".filepart", ".crdownload", ".download"} {
		if strings.HasSuffix(base, suffix) {
			return true
		}
	}
	return false
}

// leading returns those of patterns that may match something below the folder
// name, and those of them that name it without a wildcard.
func leading(patterns []pattern, name string) (may []pattern, literal bool) {
	parts := strings.Split(name, "/")
	for _, p := range patterns {
		if p.leads(parts) {
			may = append(may, p)
			literal = literal || within(p.base, name)
		}
	}
	return may, literal
}

func (p pattern) leads(dir []string) bool {
	for n, part := range dir {
		switch {
		case n >= len(p.parts):
			return false
		case deep(p.parts[n]):
			return true
		case !doublestar.MatchUnvalidated(p.parts[n], part):
			return false
		}
	}
	return len(dir) < len(p.parts)
}

// deep reports whether a part of a glob may stand for more than one part of a name.
func deep(part string) bool { return part == "**" }

// split cuts a glob at its slashes. What follows a class, a choice or a backslash, in
// which slashes mean something else, stands for anything.
func split(glob string) []string {
	var parts []string
	for {
		part, rest, more := strings.Cut(glob, "/")
		if more && strings.ContainsAny(part, `[{\`) {
			return append(parts, "**")
		}
		parts = append(parts, part)
		if !more {
			return parts
		}
		glob = rest
	}
}

// wanted returns the folders in which files may match.
func (r *rules) wanted() []string {
	found := map[string]bool{}
	for _, p := range r.patterns {
		switch flat := len(p.parts) == strings.Count(p.base, "/")+2 && !deep(p.parts[len(p.parts)-1]); {
		case p.base == "" && len(p.parts) == 1 && !deep(p.parts[0]):
			found["."] = true
		case p.base == "":
			found["**"] = true
		case flat:
			found[p.base] = true
		default:
			found[p.base+"/**"] = true
		}
	}
	return sorted(found)
}

// within reports whether name is dir or lies in it.
func within(name, dir string) bool {
	return dir == "." || name == dir || strings.HasPrefix(name, dir+"/")
}

// foldsCase reports whether the project's file system takes names that differ
// in case for the same.
func foldsCase(root string) bool {
	if info, err := os.Stat(filepath.Join(root, "dandori.yaml")); err == nil {
		other, err := os.Stat(filepath.Join(root, "DANDORI.YAML"))
		return err == nil && os.SameFile(info, other)
	}
	base := filepath.Base(root)
	swapped := strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, base)
	here, err := os.Stat(root)
	if err != nil || swapped == base {
		return false
	}
	there, err := os.Stat(filepath.Join(filepath.Dir(root), swapped))
	return err == nil && os.SameFile(here, there)
}
