package compile

import (
	"bytes"
	_ "embed"
	"regexp"
	"strings"
)

//go:embed helpers.js
var helpers string

// esbuild writes what a file exports as its very last statement, in one of two ways.
var (
	exportList   = regexp.MustCompile(`^\nexport \{\n((?:  [^\n;` + "`" + `]+\n)+)\};\n$`)
	exportOne    = regexp.MustCompile(`^\nexport default (require_[^\n;` + "`" + `]*\(\));\n$`)
	exportedName = regexp.MustCompile(`(?m)^  (\S+) as default,?$`)
	exportedSame = regexp.MustCompile(`(?m)^  default,?$`)
)

// wrap returns the edits that make a module's code the body of an async
// function, and the expression of its default export, "" when it has none.
func wrap(code []byte) (def string, edits []edit) {
	end := len(code)
	if i := bytes.LastIndex(code, []byte("\nexport ")); i >= 0 {
		if found := exportList.FindSubmatch(code[i:]); found != nil {
			def, end = listed(found[1]), i+1
		} else if found := exportOne.FindSubmatch(code[i:]); found != nil {
			def, end = string(found[1]), i+1
		}
	}
	edits = append(edits, edit{0, 0, opening(usesHelpers(code))})
	return def, append(edits, edit{end, len(code), closing(def) + ending(usesHelpers(code))})
}

func listed(list []byte) string {
	if found := exportedName.FindSubmatch(list); found != nil {
		return string(found[1])
	}
	if exportedSame.Match(list) {
		return "default"
	}
	return ""
}

// opening is what stands before the code. Our helpers stand outside of the
// function, where no name of a script can hide what they use.
func opening(withHelpers bool) string {
	if !withHelpers {
		return "(async function(__dandori) {\n\"use strict\";\n"
	}
	return "(() => {\n\"use strict\";\n" + bare(helpers) + "return async function(__dandori) {\n"
}

func closing(def string) string {
	out := "return {};\n"
	switch {
	case strings.HasPrefix(def, "require_"): // CommonJS exports an object when it exports nothing
		out = "return ((f) => typeof f === \"function\" ? { default: f } : {})(" + def + ");\n"
	case def != "":
		out = "return { default: " + def + " };\n"
	}
	return out
}

// ending follows the function.
func ending(withHelpers bool) string {
	out := "})\n"
	if withHelpers {
		out = "};\n})()\n"
	}
	return out + "//# sourceMappingURL=" + bundle + ".map"
}

// bare is a helper's text without its comments, which are for us.
func bare(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if t := strings.TrimSpace(line); t != "" && !strings.HasPrefix(t, "//") {
			b.WriteString(line)
		}
	}
	return b.String()
}
