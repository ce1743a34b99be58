package workflow

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"dandori/runtime/say"
)

// reader walks the documents of one file and gathers what is wrong with it.
type reader struct {
	file     string // project-relative
	lines    []string
	problems Problems
	secrets  bool // the file may hold secrets: lines are shown without their values
}

func newReader(file string, text []byte) *reader {
	return &reader{file: file, lines: strings.Split(yamlBreaks.Replace(string(text)), "\n")}
}

// yamlBreaks are the line breaks that the parser counts besides \n.
var yamlBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// maxFile bounds what is read as YAML; people write kilobytes.
const maxFile = 1 << 20

// documents parses text. A syntax error ends it; the documents before it are returned all the same.
func (r *reader) documents(text []byte) []*yaml.Node {
	if len(text) > maxFile {
		r.whole(say.T("the file is larger than 1 MiB"))
		return nil
	}
	if !utf8.Valid(text) {
		r.whole(say.T("the file is not UTF-8 text"), say.T("save it with the encoding UTF-8"))
		return nil
	}
	var docs []*yaml.Node
	for dec := yaml.NewDecoder(bytes.NewReader(text)); ; {
		var doc yaml.Node
		err := decodeNext(dec, &doc)
		if errors.Is(err, io.EOF) {
			return docs
		}
		if err != nil {
			r.syntax(err)
			return docs
		}
		if len(doc.Content) == 1 && !isNull(doc.Content[0]) {
			docs = append(docs, doc.Content[0])
		}
	}
}

// decodeNext is dec.Decode with the panics that yaml.v3 leaves on odd input turned into errors.
func decodeNext(dec *yaml.Decoder, doc *yaml.Node) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("yaml: not YAML")
		}
	}()
	return dec.Decode(doc)
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// bareVariable is ${NAME} without quotes within { }, whose } ends the braces.
var bareVariable = regexp.MustCompile(`\{.*:\s*\$\{`)

// syntax reports what the YAML parser says, which names a line but no column.
func (r *reader) syntax(err error) {
	m := yamlLine.FindStringSubmatch(strings.SplitN(err.Error(), "\n", 2)[0])
	if m == nil {
		r.whole(say.T("this is not YAML: %s", err))
		return
	}
	line, _ := strconv.Atoi(m[1])
	line = min(line, len(r.lines))
	p := Problem{Line: line, Column: 1, Message: say.T("this is not YAML: %s", m[2])}
	switch {
	case strings.Contains(m[2], "cannot start any token") && strings.Contains(r.line(line), "\t"):
		p.Hint = say.T("indent with spaces: YAML takes no tabs")
	case strings.Contains(m[2], "unknown escape character"):
		p.Hint = say.T("write / between folders, on Windows too: within \" \" a \\ begins an escape")
	case bareVariable.MatchString(r.line(line) + "\n" + r.line(line+1)):
		p.Hint = say.T("inside { } put the variable in quotes: \"${NAME}\"")
	case strings.Contains(r.line(line-1)+r.line(line), "："): // what follows shows it, often a line later
		p.Hint = say.T("there is a full-width colon (：) here: YAML wants \": \"")
	}
	r.add(p)
}

func (r *reader) line(n int) string {
	if n < 1 || n > len(r.lines) {
		return ""
	}
	return r.lines[n-1]
}

// add keeps p, completed with the file and the line's text.
func (r *reader) add(p Problem) { r.problems = append(r.problems, r.complete(p)) }

func (r *reader) complete(p Problem) Problem {
	p.File = r.file
	p.LineText = r.line(p.Line)
	if r.secrets {
		p.LineText = starred(p.LineText)
	}
	return p
}

// place is n as the place of a problem that is found later.
func (r *reader) place(n *yaml.Node) Problem { return r.complete(r.problem(n, say.Text{}, nil)) }

// at reports message at n; a second text is the hint.
func (r *reader) at(n *yaml.Node, message say.Text, hint ...say.Text) {
	r.add(r.problem(n, message, hint))
}

// warn is at for what works all the same.
func (r *reader) warn(n *yaml.Node, message say.Text, hint ...say.Text) {
	p := r.problem(n, message, hint)
	p.Warning = true
	r.add(p)
}

func (r *reader) whole(message say.Text, hint ...say.Text) {
	r.add(r.problem(&yaml.Node{}, message, hint))
}

func (r *reader) problem(n *yaml.Node, message say.Text, hint []say.Text) Problem {
	p := Problem{Line: n.Line, Column: utf16Column(r.line(n.Line), n.Column), Message: message}
	if len(hint) > 0 {
		p.Hint = hint[0]
	}
	return p
}

// utf16Column turns the parser's column, which counts characters, into UTF-16 units.
func utf16Column(line string, column int) int {
	units := 1
	for _, c := range line {
		if column <= 1 {
			break
		}
		column--
		units += utf16.RuneLen(c)
	}
	return units
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }
