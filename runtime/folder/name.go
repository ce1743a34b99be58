package folder

import (
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"unicode"

	"dandori/runtime/call"
)

// clean returns the canonical form of a name that a script gave: "out/a.csv"
// for "./out//a.csv". What leaves the project is refused.
func clean(name string) (string, error) {
	switch {
	case name == "":
		return "", call.New(call.PlainError, "the path is empty").
			WithHint("give a path from the project's folder, such as \"out/cards.csv\"")
	case strings.ContainsRune(name, 0):
		return "", call.New(call.PlainError, "the path %q holds a NUL character", name)
	case path.IsAbs(name), filepath.IsAbs(name), filepath.VolumeName(name) != "":
		return "", leaves(name)
	}
	c := path.Clean(name)
	if c == ".." || strings.HasPrefix(c, "../") {
		return "", leaves(name)
	}
	return c, nil
}

// portable refuses names that would mean another file, or none, on Windows:
// a project moves between machines.
func portable(name string) error {
	for part := range strings.SplitSeq(name, "/") {
		if part == "." || part == ".." {
			continue
		}
		if i := strings.IndexFunc(part, forbidden); i >= 0 {
			return call.New(call.PlainError, "%q cannot be a file's name on Windows: it holds %q", name, part[i:i+1]).
				WithHint("write / between folders, and leave out < > : \" | ? * \\ and control characters")
		}
		if strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ") || reserved(part) {
			return call.New(call.PlainError, "%q cannot be a file's name on Windows", name).
				WithHint("choose another name: not CON, NUL, COM1 and the like, and no dot or blank at the end")
		}
	}
	return nil
}

func forbidden(r rune) bool { return r < ' ' || strings.ContainsRune(`<>:"|?*\`, r) }

// reserved reports whether Windows takes the name for a device, with or
// without an extension.
func reserved(part string) bool {
	base, _, _ := strings.Cut(part, ".")
	base = strings.ToUpper(strings.TrimRight(base, " "))
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	digit, isPort := strings.CutPrefix(base, "COM")
	if !isPort {
		digit, isPort = strings.CutPrefix(base, "LPT")
	}
	return isPort && strings.Contains("0123456789¹²³", digit) && digit != ""
}

// visible is a name without the characters that some file systems ignore when
// they compare names.
func visible(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name)
}

// within reports whether name is folder or lies in it.
func within(name, folder string) bool {
	return folder == "." || name == folder || strings.HasPrefix(name, folder+"/")
}

// strict says that names to be read must be portable too: on Windows "a:b" is
// a stream of a, not a file.
const strict = runtime.GOOS == "windows"
