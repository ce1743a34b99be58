package compile

import (
	"regexp"
	"strings"

	"dandori/runtime/say"

	"github.com/evanw/esbuild/pkg/api"
)

// esbuild's wordings that we say in our own words. A test compiles a script
// for each, so that a new wording there is noticed here.
var (
	unresolved = regexp.MustCompile(`^Could not resolve "(.*)"`)
	noExport   = regexp.MustCompile(`^No matching export in "(.*)" for import "(.*)"`)
	undefined  = regexp.MustCompile(`^Import "(.*)" will always be undefined because there is no matching export in "(.*)"`)
	noExports  = regexp.MustCompile(`^Import "(.*)" will always be undefined because the file "(.*)" has no exports`)
	noLoader   = regexp.MustCompile(`^No loader is configured for "(.*)" files`)
	syntax     = regexp.MustCompile(`^(Expected|Unexpected|Unterminated|Syntax error|Invalid|The symbol|Cannot use) ?`)
)

// hopeless are the warnings of esbuild, by id, about what compiles but cannot run here.
func hopeless() map[string]bool {
	return map[string]bool{
		"unsupported-dynamic-import": true,
		"unsupported-require-call":   true,
		"unsupported-regexp":         true,
		"empty-import-meta":          true,
	}
}

// mended tells whether a warning is about what the VM makes good: most of the
// regular expressions that esbuild writes as new RegExp(…).
func mended(msg api.Message) bool {
	return msg.ID == "unsupported-regexp" && !hopelessRegexp(msg.Location)
}

// fatal tells whether a warning is an error here.
func fatal(msg api.Message, m *modules) bool {
	if hopeless()[msg.ID] {
		return msg.Location == nil || !ofPackage(msg.Location.File)
	}
	if noExports.MatchString(msg.Text) { // an empty file, as one is that is just being saved
		return true
	}
	if found := undefined.FindStringSubmatch(msg.Text); found != nil {
		_, own := m.find(strings.TrimPrefix(found[2], namespace+":"))
		return own
	}
	return false
}

// reword says msg in our words where we have better ones than esbuild.
func reword(msg api.Message, d Diagnostic, m *modules) (message, hint say.Text) {
	if s, ok := msg.Detail.(said); ok {
		return s.message, s.hint
	}
	if found := unresolved.FindStringSubmatch(msg.Text); found != nil {
		return rewordUnresolved(found[1], d.File)
	}
	if found := noExport.FindStringSubmatch(msg.Text); found != nil {
		return rewordExport(found[1], found[2], msg, m)
	}
	if found := undefined.FindStringSubmatch(msg.Text); found != nil {
		return rewordExport(found[2], found[1], msg, m)
	}
	if found := noExports.FindStringSubmatch(msg.Text); found != nil {
		return rewordExport(found[2], found[1], msg, m)
	}
	if found := noLoader.FindStringSubmatch(msg.Text); found != nil {
		return say.T("files of the kind %q cannot be imported", found[1]),
			say.T("Scripts import .ts, .js and .json. Read other files with files.readText, csv.read or excel.read.")
	}
	if msg.ID == "unsupported-regexp" {
		return rewordRegexp(msg.Location)
	}
	if message, hint, ok := rewordHopeless(msg.ID); ok {
		return message, hint
	}
	if syntax.MatchString(msg.Text) && msg.ID == "" {
		return say.T("syntax error: %s", msg.Text), notes(msg)
	}
	return say.Raw(msg.Text), notes(msg)
}

func rewordUnresolved(path, file string) (message, hint say.Text) {
	if strings.HasPrefix(path, ".") || strings.HasPrefix(path, "/") {
		return say.T("there is no file %q beside %s", path, file),
			say.T("Check the name and the folder. A path in an import is relative to the file that it stands in.")
	}
	name := packageOf(path)
	if advice, ok := instead(strings.TrimPrefix(name, "node:")); ok {
		return say.T("scripts do not have %q", path), advice
	}
	if strings.HasPrefix(path, "node:") {
		return say.T("scripts do not have %q", path), nothing()
	}
	return say.T("the package %q is not installed", name),
		say.T("Run npm install %s in the project's folder, or write \"./%s\" for a file of your own.", name, path)
}

// packageOf is the package's name in an import: "@scope/name/file" is of "@scope/name".
func packageOf(path string) string {
	parts := strings.SplitN(path, "/", 3)
	if strings.HasPrefix(path, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

func rewordExport(from, name string, msg api.Message, m *modules) (message, hint say.Text) {
	if mod, ok := m.find(strings.TrimPrefix(from, namespace+":")); ok {
		return mod.missing(name)
	}
	return say.T("%s does not export %q", from, name), notes(msg)
}

func rewordHopeless(id string) (message, hint say.Text, ok bool) {
	switch id {
	case "unsupported-dynamic-import", "unsupported-require-call":
		return say.T("what this loads is known only when the script runs"),
			say.T("Write the path itself: import(\"./file\"). What is not part of the program cannot be loaded."), true
	case "empty-import-meta":
		return say.T("import.meta does not exist in scripts"),
			say.T("Paths of files are relative to the project's folder."), true
	}
	return say.Text{}, say.Text{}, false
}

// notes joins what esbuild adds to a message.
func notes(msg api.Message) say.Text {
	var all []string
	for _, n := range msg.Notes {
		if n.Text != "" {
			all = append(all, n.Text)
		}
	}
	return say.Raw(strings.Join(all, " "))
}
