package compile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"sort"
	"strings"
)

// chart is a source map in memory: where each piece of the code comes from.
type chart struct {
	sources  []string
	segments []segment // by offset
}

// segment says that the code from offset on comes from a place in a source.
type segment struct {
	offset       int // bytes into the code
	source       int // index into sources
	line, column int // from 0, columns in UTF-16 units
}

type mapFile struct {
	Version  int      `json:"version"`
	Sources  []string `json:"sources"`
	Names    []string `json:"names"`
	Mappings string   `json:"mappings"`
}

// readChart decodes esbuild's source map for code.
func readChart(code, data []byte) (*chart, error) {
	var f mapFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("reading the source map: %w", err)
	}
	m := &chart{sources: unescaped(f.Sources)}
	starts := lineStarts(code)
	var at segment // running sums, but for offset
	for n, line := range strings.Split(f.Mappings, ";") {
		column := 0
		for len(line) > 0 {
			var fields [5]int
			var count int
			fields, count, line = nextFields(line)
			if column += fields[0]; count < 4 || n >= len(starts) {
				continue
			}
			at.source, at.line, at.column = at.source+fields[1], at.line+fields[2], at.column+fields[3]
			m.segments = append(m.segments, segment{starts[n] + column, at.source, at.line, at.column})
		}
	}
	return m, nil
}

// unescaped undoes what esbuild does to names, which are URLs to it.
func unescaped(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = name
		if plain, err := url.PathUnescape(name); err == nil {
			out[i] = plain
		}
	}
	return out
}

// before returns the last segment that begins at offset or before.
func (m *chart) before(offset int) (segment, bool) {
	i := sort.Search(len(m.segments), func(i int) bool { return m.segments[i].offset > offset })
	if i == 0 {
		return segment{}, false
	}
	return m.segments[i-1], true
}

// encode writes the map of code for goja, which looks columns up that count
// from 1 and gives out what it finds as if it counted from 1: so both sides
// are moved by one. What stands in none of the users' files is left out.
func (m *chart) encode(code []byte) []byte {
	f := mapFile{Version: 3, Names: []string{}}
	index := make([]int, len(m.sources))
	for i, name := range m.sources {
		index[i] = -1
		if !strings.HasPrefix(name, namespace+":") {
			index[i] = len(f.Sources)
			f.Sources = append(f.Sources, lasting(name))
		}
	}
	var b bytes.Buffer
	starts := lineStarts(code)
	var last segment
	line, column := 0, 0
	for _, s := range m.segments {
		if s.source = index[s.source]; s.source < 0 {
			continue
		}
		comma := column > 0
		for line+1 < len(starts) && starts[line+1] <= s.offset {
			b.WriteByte(';')
			line, column, comma = line+1, 0, false
		}
		if comma {
			b.WriteByte(',')
		}
		s.column++
		writeNumber(&b, s.offset-starts[line]+1-column)
		writeNumber(&b, s.source-last.source)
		writeNumber(&b, s.line-last.line)
		writeNumber(&b, s.column-last.column)
		column, last = s.offset-starts[line]+1, s
	}
	f.Mappings = b.String()
	data, _ := json.Marshal(f) // strings and numbers always can be
	return data
}

// lasting returns the name so that goja, which takes a source for a URL, gives
// it out again unescaped: as it is where that is so, else as an opaque URL.
func lasting(name string) string {
	if u, err := url.Parse(name); err == nil && !u.IsAbs() && u.String() == name {
		return name
	}
	return "file:" + name
}

func lineStarts(code []byte) []int {
	starts := []int{0}
	for i, c := range code {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}
