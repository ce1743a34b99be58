package compile

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDeepSources: none of them may end the process, whatever else it serves.
func TestDeepSources(t *testing.T) {
	for _, c := range []struct{ before, open, close string }{
		{"x = ", "(", ")"}, {"x = ", "[", "]"}, {"x = ", "{a:", "}"}, {"x = ", "`${", "}`"}, {"x = ", "f(", ")"},
		{"x = ", "!", ""}, {"x = ", "!\n", ""}, {"x = ", "- ", ""}, {"x = ", "typeof ", ""}, {"x = ", "new\t", ""},
		{"x = ", "a=>", ""}, {"x = ", "async()=>", ""}, {"x = ", "1?2:", ""}, {"x = ", "1**", ""},
		{"", "if(1)", ""}, {"", "if(1)\n", ""}, {"", "for(;;)", ""}, {"", "{", "}"}, {"", "a:", ""},
	} {
		for _, n := range []int{1_000, 400_000} {
			dir := t.TempDir()
			text := c.before + strings.Repeat(c.open, n) + "1" + strings.Repeat(c.close, n) + ";"
			if err := os.WriteFile(filepath.Join(dir, "deep.js"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Compile(Config{Root: dir, Entry: "deep.js"})
			var errs *Errors
			if n == 400_000 && !errors.As(err, &errs) {
				t.Errorf("%q %d times: %v", c.open, n, err)
			}
		}
	}
}

// TestBigSourcesAreCompiled: what programs write for people to use is not deep.
func TestBigSourcesAreCompiled(t *testing.T) {
	for name, text := range map[string]string{
		"text":   `export default "` + strings.Repeat("some words and more ", 15_000) + `";`,
		"data":   `export default [` + strings.Repeat(`{"a":"x","b":[1,2]},`, 50_000) + `];`,
		"base64": `export default "` + strings.Repeat("QUJDREVGRw+/", 150_000) + `";`,
		"calls":  strings.Repeat("f(a)\n", 5_000),
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "big.js"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Compile(Config{Root: dir, Entry: "big.js"}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
