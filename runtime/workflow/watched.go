package workflow

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"gopkg.in/yaml.v3"

	"dandori/runtime/folder"
	"dandori/runtime/say"
)

// glob is a pattern without braces, and where it stands.
type glob struct {
	text  string
	place Problem
}

// triggers looks at the patterns of on.files, and returns those that can match.
func (r *reader) triggers(on *yaml.Node, w *Workflow, files fs.FS) (all []glob) {
	at := child(on, "files")
	for i, item := range itemsOf(at) {
		if i >= len(w.On.Files) {
			break
		}
		trigger, match := w.On.Files[i], itemsOf(item)
		if item.Kind == yaml.MappingNode {
			match = itemsOf(child(item, "match"))
			r.aside(item, trigger)
		}
		for j, n := range match {
			if j < len(trigger.Match) && trigger.Match[j] != "" {
				all = append(all, r.watched(n, trigger, string(trigger.Match[j]))...)
			}
		}
	}
	for _, g := range all {
		r.reachable(g, w, files)
	}
	return all
}

// itemsOf is a list as it is read: what stands alone is a list of one.
func itemsOf(n *yaml.Node) []*yaml.Node {
	switch {
	case n == nil || isNull(n):
		return nil
	case n.Kind == yaml.SequenceNode:
		return n.Content
	default:
		return []*yaml.Node{n}
	}
}

type aside struct{ key, folder string }

// aside are the folders that files are moved to, by their keys.
func (g Glob) aside() []aside { return []aside{{"done", string(g.Done)}, {"failed", string(g.Failed)}} }

// aside looks at the folders that files are moved to.
func (r *reader) aside(item *yaml.Node, g Glob) {
	for _, to := range g.aside() {
		if to.folder != "" && folder.Reserved(to.folder) {
			r.at(child(item, to.key), say.T("no file is moved to %s, which is dandori's or the project's own", to.folder), say.T("choose another folder, as inbox/done"))
		}
	}
}

// watched returns the patterns that one stands for, and reports those that never match.
func (r *reader) watched(n *yaml.Node, trigger Glob, pattern string) (out []glob) {
	place := r.place(n)
	var dead Problems
	for _, text := range globs(pattern) {
		bad := place
		if bad.Message, bad.Hint = never(text); bad.Message.IsZero() {
			bad.Message, bad.Hint = emptied(text, trigger)
		}
		if bad.Message.IsZero() {
			out = append(out, glob{text, place})
		} else {
			dead = append(dead, bad)
		}
	}
	for i := range dead {
		dead[i].Warning = len(out) > 0
	}
	if len(out) == 0 && len(dead) > 1 {
		dead = dead[:1]
	}
	r.problems = append(r.problems, dead...)
	return out
}

// emptied says that all a pattern matches lies in a folder that files are moved to after their run.
func emptied(text string, trigger Glob) (why, hint say.Text) {
	base, _ := doublestar.SplitPattern(text)
	for _, to := range trigger.aside() {
		if to.folder != "" && within(base, to.folder) {
			return say.T("%[1]q matches only files below %[2]s: %[3]s, and those start no run", text, to.key, to.folder), say.T("choose another folder, as %s", path.Join(base, "done"))
		}
	}
	return say.Text{}, say.Text{}
}

// within reports whether name is folder or lies below it.
func within(name, folder string) bool {
	return name == folder || folder == "." || strings.HasPrefix(name, folder+"/")
}

// reachable warns of a pattern whose files the script could not read, or whose folder is not there.
func (r *reader) reachable(g glob, w *Workflow, files fs.FS) {
	warn := func(message, hint say.Text) {
		bad := g.place
		bad.Message, bad.Hint, bad.Warning = message, hint, true
		if !slices.Contains(r.problems, bad) { // the braces of one pattern share folders
			r.problems = append(r.problems, bad)
		}
	}
	folders := w.Folders.Readable()
	readable := false
	for _, dir := range folders {
		readable = readable || dir == "." || cross(g.text, quoteGlob(dir)+"/**")
	}
	if !readable {
		warn(say.T("%[1]q matches files that the script may not read: it may read %[2]s", g.text, strings.Join(folders, ", ")),
			say.T("add the folder to folders: { read: […] }"))
	}
	base, _ := doublestar.SplitPattern(g.text)
	if info, err := fs.Stat(files, g.text); err == nil && info.IsDir() {
		warn(say.T("%s is a folder: only files start runs", g.text), say.T("write %s/* for the files in it", g.text))
		return
	}
	if info, err := fs.Stat(files, base); err != nil || !info.IsDir() {
		warn(say.T("there is no folder %s", base), say.T("make it: files that are put there later start runs"))
	}
}
