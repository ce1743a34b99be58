package csv

import (
	"bytes"
	stdcsv "encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"dandori/bindings/charset"
	"dandori/runtime/call"
	"dandori/runtime/say"
)

func arrays(t testing.TB, text string, o Options) ([][]string, error) {
	t.Helper()
	o.Arrays = true
	body, err := parse(say.Raw("t"), text, o)
	if err != nil {
		return nil, err
	}
	rows := [][]string{}
	if err := json.Unmarshal(body, &rows); err != nil {
		t.Fatalf("%q gives %s: %v", text, body, err)
	}
	return rows, nil
}

func TestRows(t *testing.T) {
	for text, want := range map[string]string{
		"":                     `[]`,
		"\n\r\n\r":             `[]`,
		"a,b":                  `[["a","b"]]`,
		"a,b\r\nc,d\r\n":       `[["a","b"],["c","d"]]`,
		"a\nb\n":               `[["a"],["b"]]`,
		"a\rb\r":               `[["a"],["b"]]`,
		"a,\n,b\n,\n":          `[["a",""],["","b"],["",""]]`,
		`"a,b","c""d"`:         `[["a,b","c\"d"]]`,
		"\"a\r\nb\",\"\nc\"\n": `[["a\r\nb","\nc"]]`,
		`"",""`:                `[["",""]]`,
		`5" pipe,a "b"`:        `[["5\" pipe","a \"b\""]]`,
		"a\n\n\nb":             `[["a"],["b"]]`,
		"\"\"\n\"a\"":          `[[""],["a"]]`,
		" a , b ":              `[[" a "," b "]]`,
		"氏名,\"部,署\"\r\n髙橋,開発\\\t": `[["氏名","部,署"],["髙橋","開発\\\t"]]`,
	} {
		got, err := arrays(t, text, Options{})
		if back, _ := json.Marshal(got); err != nil || string(back) != want {
			t.Errorf("%q gives %s, %v\nwant %s", text, back, err, want)
		}
	}
	if got, err := arrays(t, "a;b\tc\n", Options{Comma: '\t'}); err != nil || len(got[0]) != 2 {
		t.Errorf("by tabs: %q, %v", got, err)
	}
}

func TestObjects(t *testing.T) {
	got, err := parse(say.Raw("t"), "社員番号,氏名,__proto__\n00123,\"伊藤 \"\"髙\"\"\",\n", Options{})
	want := `[{"社員番号":"00123","氏名":"伊藤 \"髙\"","__proto__":""}]`
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v", got, err)
	}
	if got, err := parse(say.Raw("t"), "a,b\n", Options{}); err != nil || string(got) != `[]` {
		t.Errorf("a heading alone gives %s, %v", got, err)
	}
}

func TestWhatIsWrongIsNamedWithItsLine(t *testing.T) {
	for text, want := range map[string]string{
		"a,b\n1,2\n3\n":            "t, line 3: this row has 1 cells, the heading has 2",
		"a,b\n\"1\n1\",2\n3,4,5\n": "t, line 4: this row has 3 cells",
		"a,,c\n":                   "t, line 1: the heading of column 2 is blank",
		"名簿\n\na,b\n":              "t, line 3: this row has 2 cells",
		"a\tb\n1\t2\n":             "t, line 1: the headings are separated by tabs",
		"a,b,a\n":                  "t, line 1: the heading \"a\" stands twice, in columns 1 and 3",
		"\n\na,b\n1\n":             "t, line 4",
		"a\n\"x\n\ny":              "t, line 2: a quotation mark opens cell 1 and is never closed",
		"a,b\n1,\"x\"y\n":          "t, line 2: text follows the closing quotation mark of cell 2",
		"a,b\n1,\"x\ny\"z\n":       "t, line 3: text follows",
		"a,b\r1,2\r3\r":            "t, line 3",
		"a\n\xff\n":                "t, line 2: this is not utf8 text",
	} {
		_, err := parse(say.Raw("t"), text, Options{})
		e, ok := err.(*call.Error)
		if !ok || !strings.Contains(err.Error(), want) || e.Hint.IsZero() {
			t.Errorf("%q gives %v\nwant %s, with a hint", text, err, want)
		}
	}
}

// read reads a file's bytes as csv.read does, through a reader that gives n bytes at a time.
func read(raw []byte, o Options, wrap func(io.Reader) io.Reader) (string, error) {
	at, err := begin(say.Raw("f"), bytes.NewReader(raw), o)
	if err != nil {
		return "", err
	}
	r := newReader(say.Raw("f"), wrap(bytes.NewReader(raw[at.Offset:])), o, at)
	var all strings.Builder
	for more := true; more; {
		var body []byte
		if body, more, err = r.page(); err != nil {
			return "", err
		}
		all.Write(body)
	}
	return all.String(), nil
}

func plain(r io.Reader) io.Reader { return r }

func TestEncodings(t *testing.T) {
	const want = `[{"氏名":"髙﨑①,ソ表"}]`
	text := "氏名\r\n\"髙﨑①,ソ表\"\r\n"
	wide, _ := charset.EncodeCP932(nil, []byte(text))
	for name, test := range map[string]struct {
		raw []byte
		o   Options
	}{
		"utf8":           {[]byte(text), Options{}},
		"with a BOM":     {[]byte(charset.BOM + text), Options{}},
		"said, with BOM": {[]byte(charset.BOM + text), Options{Charset: charset.UTF8}},
		"cp932":          {wide, Options{}},
		"cp932, said":    {wide, Options{Charset: charset.CP932}},
	} {
		got, err := read(test.raw, test.o, plain)
		if err != nil || got != want {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
	if _, err := read(wide, Options{Charset: charset.UTF8}, plain); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("cp932 said to be UTF-8: %v", err)
	}
	if _, err := read([]byte("a\n\xff\xff\n"), Options{}, plain); err == nil {
		t.Error("bytes of no encoding were read")
	}
	// 0x7C and 0x5C are second bytes of characters as well as delimiters.
	bars, _ := charset.EncodeCP932(nil, []byte("ポ|表|\"―|ー\"\n"))
	if got, err := read(bars, Options{Charset: charset.CP932, Comma: '|', Arrays: true}, plain); err != nil || got != `[["ポ","表","―|ー"]]` {
		t.Errorf("cp932 by bars: %s, %v", got, err)
	}
}

func TestPagesGoOnFromTheirPlace(t *testing.T) {
	var text strings.Builder
	text.WriteString("n,text\r\n")
	const n = 2500
	for i := range n {
		fmt.Fprintf(&text, "%d,\"行\r\n%d\"\r\n", i, i)
	}
	wide, _ := charset.EncodeCP932(nil, []byte(text.String()))
	at, err := begin(say.Raw("f"), bytes.NewReader(wide), Options{})
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for more := true; more; {
		raw, _ := json.Marshal(at)
		at = place{}
		json.Unmarshal(raw, &at)
		r := newReader(say.Raw("f"), bytes.NewReader(wide[at.Offset:]), Options{}, at) // as another process would
		var body []byte
		if body, more, err = r.page(); err != nil {
			t.Fatal(err)
		}
		var rows []struct{ N, Text string }
		json.Unmarshal(body, &rows)
		for _, row := range rows {
			if row.N != fmt.Sprint(seen) || row.Text != fmt.Sprintf("行\r\n%d", seen) {
				t.Fatalf("row %d is %v", seen, row)
			}
			seen++
		}
		at = r.place
	}
	if seen != n {
		t.Errorf("%d rows, want %d", seen, n)
	}
}

func TestRowWithoutEndIsBounded(t *testing.T) {
	endless := io.MultiReader(strings.NewReader("a\n\""), strings.NewReader(strings.Repeat("x", 2*maxRow+blockSize)))
	r := newReader(say.Raw("f"), endless, Options{}, place{Charset: charset.UTF8, Line: 1})
	_, _, err := r.page()
	if err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("got %v", err)
	}
	broken := newReader(say.Raw("f"), io.MultiReader(strings.NewReader("a\n"), iotest.ErrReader(io.ErrClosedPipe)), Options{}, place{Charset: charset.UTF8, Line: 1})
	if _, _, err := broken.page(); err == nil {
		t.Error("a failed read was no error")
	}
}

// TestSameAsStandardLibrary compares random texts with encoding/csv, which
// splits rows in the same way but for line ends within cells and empty lines.
func TestSameAsStandardLibrary(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 0))
	parts := []string{"a", "b", "髙", ",", ",", "\n", "\n", `"`, `""`, `"x"`, " "}
	for range 5000 {
		var text strings.Builder
		for range rng.IntN(12) {
			text.WriteString(parts[rng.IntN(len(parts))])
		}
		std := stdcsv.NewReader(strings.NewReader(text.String()))
		std.FieldsPerRecord = 0
		want, wantErr := std.ReadAll()
		got, err := arrays(t, text.String(), Options{})
		if wantErr != nil {
			continue // it is stricter about quotation marks in the middle of a cell
		}
		if err != nil || len(want) != len(got) || len(want) > 0 && !reflect.DeepEqual(want, got) {
			t.Fatalf("seed %d: %q gives %q, %v\nwant %q", seed, text.String(), got, err, want)
		}
	}
}

// FuzzRead: any bytes give the same rows or the same error however they come,
// and the rows are JSON.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"a,b\r\n1,2\r\n", "\"a\nb\",c", "\x82\xa0,\x83\x5c\n", "\xef\xbb\xbfa\n1\n", "a\r\rb\r", `"a""b"`} {
		f.Add([]byte(s), false, byte(','))
		f.Add([]byte(s), true, byte('|'))
	}
	f.Fuzz(func(t *testing.T, raw []byte, header bool, comma byte) {
		if comma >= 0x80 || strings.IndexByte("\"\r\n\x00", comma) >= 0 {
			return
		}
		for _, c := range []charset.Charset{"", charset.UTF8, charset.CP932} {
			o := Options{Comma: comma, Arrays: !header, Charset: c}
			one, err := read(raw, o, plain)
			two, err2 := read(raw, o, iotest.OneByteReader)
			if one != two || fmt.Sprint(err) != fmt.Sprint(err2) {
				t.Fatalf("in one: %s, %v\nin bytes: %s, %v", one, err, two, err2)
			}
			if err == nil && !json.Valid([]byte(one)) {
				t.Fatalf("no JSON: %s", one)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var text strings.Builder
	text.WriteString("id,companyName,departmentName,email,owner\r\n")
	for i := range 100_000 {
		fmt.Fprintf(&text, "%d,\"株式会社サンプル%d\",開発本部 第%d部,user%d@example.com,担当\r\n", i, i, i%10, i)
	}
	for _, c := range []charset.Charset{charset.UTF8, charset.CP932} {
		raw, _ := charset.Encode(say.Raw("x"), []byte(text.String()), c)
		b.Run(string(c), func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				r := newReader(say.Raw("f"), bytes.NewReader(raw), Options{}, place{Charset: c, Line: 1})
				for more := true; more; {
					var err error
					if _, more, err = r.page(); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
