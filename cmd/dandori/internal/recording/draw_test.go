//go:build unix

package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

func short() taken {
	return taken{
		film:  film{lang: "ja", title: "a & b", about: "<c>", beside: "d"},
		shell: []line{{time.Second, `sed 's/a/<b>/' & x`}},
		log: []line{
			{500 * time.Millisecond, "17:14:04 INF 佐藤 さん run=20261122-171408-dgp2d6"},
			{1030 * time.Millisecond, `17:14:05 ERR a.ts:1:2: Unexpected ">" workflow=a`},
			{1040 * time.Millisecond, "no log line"},
		},
		length: 4 * time.Second,
	}
}

func TestAPictureHoldsAllThatWasSeen(t *testing.T) {
	picture := string(draw(short()))
	wellFormed(t, picture)
	for _, want := range []string{
		`<tspan class="i">$</tspan> sed &#39;s/a/&lt;b&gt;/&#39; &amp; x`,
		`<tspan class="t">17:14:04</tspan> <tspan class="i">INF</tspan> 佐藤 さん<tspan class="f"> run=20261122-171408-dgp2d6</tspan>`,
		`<tspan class="e">ERR</tspan> a.ts:1:2: Unexpected &#34;&gt;&#34;<tspan class="f"> workflow=a</tspan>`,
		`>no log line<`, `<title>a &amp; b</title>`, `<desc>&lt;c&gt;</desc>`, "25.000%,100%{opacity:1}", "4.00s step-end infinite",
	} {
		if !strings.Contains(picture, want) {
			t.Errorf("no %s in\n%s", want, picture)
		}
	}
}

// TestLinesAppearInTheirOrder: also a line that was there at once, and the last.
func TestLinesAppearInTheirOrder(t *testing.T) {
	f := short()
	f.log = append(f.log, line{0, "first"}, line{f.length, "last"})
	before := -1.0
	for _, m := range regexp.MustCompile(`opacity:0\}([0-9.]+)%`).FindAllStringSubmatch(string(draw(f)), -1) {
		at, err := strconv.ParseFloat(m[1], 64)
		if err != nil || at < before || at <= 0 || at > 100 {
			t.Errorf("a line appears at %s after one at %v", m[1], before)
		}
		before = at
	}
	if before < 0 {
		t.Error("nothing appears")
	}
}

func TestCells(t *testing.T) {
	for text, want := range map[string]int{"": 0, "abc": 3, "佐藤 さん": 9, "（%d）": 6, "ｶﾅ": 2} {
		if got := cells(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

// TestThePicturesOfTheREADMEs are there, small, and shown.
func TestThePicturesOfTheREADMEs(t *testing.T) {
	root := filepath.FromSlash("../../../..")
	for lang, page := range map[string]string{"en": "README.md", "ja": "README.ja.md"} {
		name := "hot-reload." + lang + ".svg"
		picture, err := os.ReadFile(filepath.Join(root, folder, name))
		if err != nil {
			t.Fatal(err)
		}
		wellFormed(t, string(picture))
		if len(picture) > 60<<10 {
			t.Errorf("%s has %d bytes", name, len(picture))
		}
		text, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), folder+"/"+name) {
			t.Errorf("%s does not show %s", page, name)
		}
	}
}

func wellFormed(t *testing.T, picture string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(picture))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, picture)
		}
	}
}
