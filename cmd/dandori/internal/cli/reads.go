package cli

import (
	"regexp"
	"slices"
	"strings"
)

// read is a parameter that a script reads, and where: the offset of its name.
type read struct {
	name string
	at   int
}

// source is a script's text beside the same with blanks in place of comments and
// of what stands in quotes: offsets are the same in both.
type source struct {
	text, code string
	head       [2]int // of the default function, up to its first argument
}

const identifier = `[\w$\x{80}-\x{10ffff}]+`

var (
	namedImport   = regexp.MustCompile(`\bimport\s*\{([^}]*)\}\s*from\b`)
	wholeImport   = regexp.MustCompile(`\bimport\s*\*\s*as\s+(` + identifier + `)\s+from\b`)
	paramsAs      = regexp.MustCompile(`^\s*params(?:\s+as\s+(` + identifier + `))?\s*$`)
	fromDandori   = regexp.MustCompile(`^\s*(?:"dandori"|'dandori')`)
	defaultHead   = regexp.MustCompile(`\bexport\s+default\s+(?:async\b\s*)?(?:function\b\s*(?:` + identifier + `)?\s*)?(\(?)\s*`)
	defaultName   = regexp.MustCompile(`\bexport\s+default\s+(` + identifier + `)\s*(?:;|\n|$)`)
	firstArgument = regexp.MustCompile(`^(?:(` + identifier + `)\s*(?:[,):?]|=>)|\{([^{}]*)\})`)
	property      = regexp.MustCompile(`^\s*(` + identifier + `)`)
	quotedKey     = regexp.MustCompile(`^\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*\]`)
)

// paramReads returns what a script seems to read of its parameters. It looks at
// the text, and understands less than an engine: what it finds deserves a warning.
func paramReads(text string, entry bool) (found []read) {
	s := source{text: text, code: blanked(text)}
	roots := s.imported()
	if entry {
		root, destructured := s.argument()
		found = destructured
		if root != "" && !slices.Contains(roots, root) {
			roots = append(roots, root)
		}
	}
	for _, root := range roots {
		if s.bindings(root) > 0 {
			continue // some of what is called so is something else
		}
		found = append(found, s.properties(root)...)
	}
	slices.SortFunc(found, func(a, b read) int { return a.at - b.at })
	return found
}

// imported returns what the script calls the params that it imports.
func (s *source) imported() (names []string) {
	for _, m := range namedImport.FindAllStringSubmatchIndex(s.code, -1) {
		if !fromDandori.MatchString(s.text[m[1]:]) {
			continue
		}
		for _, item := range strings.Split(s.code[m[2]:m[3]], ",") {
			switch as := paramsAs.FindStringSubmatch(item); {
			case as == nil:
			case as[1] != "":
				names = append(names, as[1])
			default:
				names = append(names, "params")
			}
		}
	}
	for _, m := range wholeImport.FindAllStringSubmatchIndex(s.code, -1) {
		if fromDandori.MatchString(s.text[m[1]:]) {
			names = append(names, s.code[m[2]:m[3]]+".params")
		}
	}
	return names
}

// argument returns the name of the default function's first argument, or what it takes of it.
func (s *source) argument() (name string, reads []read) {
	head := s.defaultFunction()
	if head == nil {
		return "", nil
	}
	m := firstArgument.FindStringSubmatchIndex(s.code[head[1]:])
	if m == nil {
		return "", nil
	}
	s.head = [2]int{head[0], head[1] + m[1]}
	if m[2] >= 0 {
		return s.code[head[1]+m[2] : head[1]+m[3]], nil
	}
	if !strings.Contains(s.code[head[0]:head[1]], "(") {
		return "", nil // an object, no function
	}
	return "", s.destructured(head[1]+m[4], head[1]+m[5])
}

// defaultFunction returns where the default function begins and where its first argument does.
func (s *source) defaultFunction() []int {
	m := defaultName.FindStringSubmatch(s.code)
	if m == nil {
		return defaultHead.FindStringIndex(s.code)
	}
	n := regexp.QuoteMeta(m[1])
	return regexp.MustCompile(`\b(?:function\s+` + n + `|(?:const|let|var)\s+` + n + `\s*=\s*(?:async\b\s*)?(?:function\b)?)\s*\(?\s*`).FindStringIndex(s.code)
}

var beforeBlock = regexp.MustCompile(`\b(?:if|while|for|switch|with)\s*$`)

// bindings counts the places where a name is given to something else: a
// variable, or an argument of a function that is not the default one.
func (s *source) bindings(name string) (count int) {
	n := regexp.QuoteMeta(name)
	for _, pattern := range []string{
		`\b(?:const|let|var)\s+` + n + `\b`, `\bcatch\s*\(\s*` + n + `\b`, `(?:^|[^\w$.])` + n + `\s*=>`,
		`\((?:[^()]*[^\w$.()])?` + n + `\s*(?:[,:=?][^()]*)?\)\s*(?::[^=>{}()]+)?(?:=>|\{)`,
	} {
		for _, m := range regexp.MustCompile(pattern).FindAllStringIndex(s.code, -1) {
			isDefault := m[0] < s.head[1] && m[1] > s.head[0]
			if !isDefault && !beforeBlock.MatchString(s.code[:m[0]]) {
				count++
			}
		}
	}
	return count
}

// properties finds root.name, root["name"] and const { name } = root.
func (s *source) properties(root string) (found []read) {
	r := strings.ReplaceAll(regexp.QuoteMeta(root), `\.`, `\s*\.\s*`)
	dotted := regexp.MustCompile(`(?:^|[^\w$.])` + r + `\s*\??\.\s*(` + identifier + `)`)
	for _, m := range dotted.FindAllStringSubmatchIndex(s.code, -1) {
		found = append(found, read{s.code[m[2]:m[3]], m[2]})
	}
	indexed := regexp.MustCompile(`(?:^|[^\w$.])` + r + `\s*(?:\?\.\s*)?\[`)
	for _, m := range indexed.FindAllStringIndex(s.code, -1) {
		if key := quotedKey.FindStringSubmatchIndex(s.text[m[1]:]); key != nil {
			if from, to := max(key[2], key[4]), max(key[3], key[5]); from < to {
				found = append(found, read{s.text[m[1]+from : m[1]+to], m[1] + from})
			}
		}
	}
	taken := regexp.MustCompile(`(?:const|let|var)\s*\{([^{}]*)\}\s*(?::[^=;]+)?=\s*` + r + `\s*(?:[;,)\n}]|$)`)
	for _, m := range taken.FindAllStringSubmatchIndex(s.code, -1) {
		found = append(found, s.destructured(m[2], m[3])...)
	}
	return found
}

// destructured reads what stands between the braces of { a, b: c, d = 1, ...rest }.
func (s *source) destructured(from, to int) (found []read) {
	at := from
	for _, item := range strings.Split(s.code[from:to], ",") {
		if m := property.FindStringSubmatchIndex(item); m != nil {
			found = append(found, read{item[m[2]:m[3]], at + m[2]})
		}
		at += len(item) + 1
	}
	return found
}
