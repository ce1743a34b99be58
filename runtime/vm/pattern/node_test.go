package pattern

import (
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// asked is a property and the code points that Node is asked about.
type asked struct {
	Property string
	Points   []rune
}

const asksNode = `const list = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(list.map(({ Property, Points }) => {
  const is = new RegExp("^\\p{" + Property + "}$", "u");
  return Points.filter((c) => is.test(String.fromCodePoint(c)));
})))`

// TestPropertiesAgainstNode asks Node about the ends of all spans of every
// property, and about code points at random. Node may know a newer Unicode:
// what Unicode 15.0 does not assign is left out.
func TestPropertiesAgainstNode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node")
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	var list []asked
	for _, name := range allProperties() {
		s, problem := property(name)
		if !problem.IsZero() {
			t.Fatalf("%s: %s", name, problem)
		}
		list = append(list, asked{name, points15(name, s, random)})
	}
	input, _ := json.Marshal(list)
	cmd := exec.Command(node, "-e", asksNode)
	cmd.Stdin = strings.NewReader(string(input))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var answers [][]rune
	if err := json.Unmarshal(out, &answers); err != nil || len(answers) != len(list) {
		t.Fatal(err, len(answers))
	}
	for i, a := range list {
		compare(t, a, answers[i])
	}
}

func compare(t *testing.T, a asked, want []rune) {
	t.Helper()
	s, _ := property(a.Property)
	for _, r := range a.Points {
		if has := slices.Contains(want, r); has != s.has(r) {
			t.Errorf("\\p{%s}: Node says %v of U+%04X", a.Property, has, r)
		}
	}
}

// points15 returns the ends of the spans of s and their neighbours, and some
// points more, of those that Unicode 15.0 assigns.
func points15(name string, s set, random *rand.Rand) []rune {
	var list []rune
	for _, g := range s {
		list = append(list, g.lo-1, g.lo, g.hi, g.hi+1)
	}
	for range 200 {
		list = append(list, random.Int32N(0x20000))
	}
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), func(r rune) bool {
		return r < 0 || r > unicode.MaxRune || unicode.Is(unicode.Categories["Cn"], r) || changed(name, r)
	})
}

// changed tells what Unicode 15.1 to 17.0 changed of characters that were
// there: the categories of U+0295 and of marks, and what middle dots and punctuation are.
func changed(name string, r rune) bool {
	if long, ok := binaryAliases()[name]; ok {
		name = long
	}
	switch name {
	case "ID_Continue", "XID_Continue":
		return r == '・' || r == '･' || unicode.Is(unicode.M, r)
	case "Diacritic", "Extender", "Sentence_Terminal", "Terminal_Punctuation":
		return r > unicode.MaxASCII && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
	}
	if strings.HasPrefix(strings.ToLower(name), "sc") {
		return false
	}
	return r == 0x295 || unicode.Is(unicode.M, r)
}

// allProperties are all names: short and long, of all kinds.
func allProperties() []string {
	var list []string
	for name := range unicode.Categories {
		list = append(list, name, "gc="+name)
	}
	for name := range unicode.CategoryAliases {
		list = append(list, name, "General_Category="+name)
	}
	for line := range strings.Lines(scripts) {
		fields := strings.Fields(line)
		for _, name := range fields {
			list = append(list, "Script="+name, "scx="+name)
		}
		list = append(list, "sc="+fields[0], "Script_Extensions="+fields[0])
	}
	for name := range unicode.Properties {
		if stored(name) {
			list = append(list, name)
		}
	}
	for short, long := range binaryAliases() {
		list = append(list, short, long)
	}
	for line := range strings.Lines(emojis) {
		list = append(list, strings.Fields(line)[0])
	}
	return append(list, "ASCII", "Any", "Assigned", "Math", "Cased")
}
