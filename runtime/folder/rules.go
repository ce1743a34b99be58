package folder

import (
	"path"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// rules are what a workflow was given; the zero rules give nothing.
type rules struct{ read, write []string }

// secret reports whether no script may see name, whatever its workflow was
// given: dandori's own folder, environment files and git's.
func secret(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		part = strings.TrimRight(visible(part), ". ")
		if hasFoldPrefix(part, ".dandori") || hasFoldPrefix(part, ".env") || strings.EqualFold(part, ".git") {
			return true
		}
		if strict && shortName.MatchString(part) {
			return true
		}
	}
	return false
}

// shortName is the other name that Windows gives to a file, such as ENV~1.
var shortName = regexp.MustCompile(`^[^.]{1,6}~[0-9]+(\.[^.]{0,3})?$`)

// code reports whether name is what the project itself runs on: never written.
func code(name string) bool {
	name = visible(name)
	first, _, _ := strings.Cut(name, "/")
	for _, own := range []string{"dandori.yaml", "workflows", "scripts"} {
		if strings.EqualFold(strings.TrimRight(first, ". "), own) {
			return true
		}
	}
	for part := range strings.SplitSeq(name, "/") {
		if strings.EqualFold(strings.TrimRight(part, ". "), "node_modules") {
			return true
		}
	}
	return false
}

func hasFoldPrefix(s, prefix string) bool {
	runes, n := []rune(s), len([]rune(prefix))
	return len(runes) >= n && strings.EqualFold(string(runes[:n]), prefix)
}

// mayRead judges the place real, to which the script's name led.
func (f *Folder) mayRead(name, real string) error {
	if secret(real) {
		return untouchable(name)
	}
	if f.granted(f.rules.read, real) {
		return nil
	}
	e := call.New(call.PermissionError, "this workflow may not read %s: it may read %s", name, list(f.rules.read))
	if path.Dir(real) == "." && len(f.rules.read) > 0 { // nobody is told to open the whole project for one file
		return e.WithHint("put the file into one of these folders: %s", list(f.rules.read))
	}
	return e.
		WithHint("add the folder to \"folders: { read: [%[1]s] }\" in the workflow's YAML, or give --read %[1]s to a bare script", path.Dir(real))
}

func (f *Folder) mayWrite(name, real string) error {
	switch {
	case secret(real):
		return untouchable(name)
	case code(real):
		return call.New(call.PermissionError, "%s is never written by a script: the project's own code and settings are there", name).
			WithHint("write to another folder, such as out")
	case f.granted(f.rules.write, real):
		return nil
	}
	return call.New(call.PermissionError, "this workflow may not write %s: it may write %s", name, list(f.rules.write)).
		WithHint("add the folder to \"folders: { write: [%[1]s] }\" in the workflow's YAML, or give --write %[1]s to a bare script", path.Dir(real))
}

// granted reports whether real lies in one of the folders; these may be links too.
// A Mac may spell what a person wrote as が with two characters: both are one name.
func (f *Folder) granted(folders []string, real string) bool {
	for _, folder := range folders {
		c, err := clean(folder)
		if err != nil {
			continue
		}
		if c, err = f.resolve(c); err == nil && within(norm.NFC.String(real), norm.NFC.String(c)) {
			return true
		}
	}
	return false
}

func untouchable(name string) error {
	return call.New(call.PermissionError, "%s is out of reach of every script: secrets and dandori's own files are there", name).
		WithHint("keep the script's files in folders of their own, such as inbox and out")
}

func leaves(name string) error {
	return call.New(call.PermissionError, "%s is outside the project", name).
		WithHint("a script reaches only files of the project's folder: give a path from there, such as \"inbox/members.csv\"")
}

func list(folders []string) say.Text {
	if len(folders) == 0 {
		return say.T("nothing")
	}
	return say.Raw(strings.Join(folders, ", "))
}
