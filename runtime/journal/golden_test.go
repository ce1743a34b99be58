package journal

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the journals of this format anew; those of formats that were released must not change")

// goldens are the journals that testdata holds of each format: as bytes, each
// entry after its length, and what they mean as JSON.
func goldens() map[string][]Entry {
	return map[string][]Entry{
		"every-kind": oneOfEach(),
		"retried":    {began, ask(1), ask(2), fails(1), outcome(2), retry(1), ask(3), outcome(1), outcome(3)},
		"resolved":   {began, ask(1), intent(1, 1, 1), resolve(1, 1, false), intent(1, 1, 1), result(1, 1, 1, "unknown"), resolve(1, 1, true), outcome(1)},
		"cut-off":    {began, ask(1), random, intent(1, 1, 1)},
	}
}

func TestWriteGoldens(t *testing.T) {
	if !*update {
		t.Skip("only with -update")
	}
	dir := filepath.Join("testdata", fmt.Sprintf("v%d", Format))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, entries := range goldens() {
		var all []byte
		for _, e := range entries {
			b, err := Encode(e)
			if err != nil {
				t.Fatal(err)
			}
			all = append(binary.AppendUvarint(all, uint64(len(b))), b...)
		}
		for ext, content := range map[string][]byte{".bin": all, ".json": meaning(t, entries)} {
			if err := os.WriteFile(filepath.Join(dir, name+ext), content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestJournalsOfEveryFormatAreRead(t *testing.T) {
	files, err := filepath.Glob("testdata/v*/*.bin")
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		entries := readGolden(t, file)
		if err := Check(entries); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		want, err := os.ReadFile(strings.TrimSuffix(file, ".bin") + ".json")
		if err != nil || !bytes.Equal(meaning(t, entries), want) {
			t.Errorf("%s means something else now (%v):\n%s", file, err, meaning(t, entries))
		}
		NewReplay(entries) // must not mind
	}
}

func readGolden(t *testing.T, file string) (entries []Entry) {
	t.Helper()
	rest, err := os.ReadFile(file)
	for err == nil && len(rest) > 0 {
		var b []byte
		var e Entry
		if b, rest, err = chunk(rest); err == nil {
			e, err = Decode(b)
		}
		entries = append(entries, e)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return entries
}

func meaning(t *testing.T, entries []Entry) []byte {
	t.Helper()
	b, err := json.MarshalIndent(entries, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}
