package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"dandori/runtime/seal"
)

const counting = `import { state } from "dandori";
await state.set("n", ((await state.get("n")) ?? 0) + 1);
export default () => state.get("n");`

// counted runs the script that counts its runs, which tells whether the store can be read.
func counted(t *testing.T, dir string, variables []string) string {
	t.Helper()
	got := typed(t, dir, variables, "run", "count.ts")
	if got.code != 0 {
		t.Fatalf("exit code %d\n%s", got.code, got.stderr)
	}
	return strings.TrimSpace(got.stdout)
}

func countProject(t *testing.T) string {
	dir := t.TempDir()
	write(t, dir, "dandori.yaml", "connections: {}\n")
	write(t, dir, "count.ts", counting)
	return dir
}

func keyText(t *testing.T, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, ".dandori", "key"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTheKeyMovesToTheKeyringAndBack(t *testing.T) {
	keyring.MockInit()
	dir := countProject(t)
	if got := counted(t, dir, nil); got != "1" {
		t.Fatal(got)
	}
	inFile := keyText(t, dir)
	if got := typed(t, dir, nil, "secret", "to-keyring"); got.code != 0 || !strings.Contains(got.stdout, "in the keyring") {
		t.Fatalf("%+v", got)
	}
	if text := keyText(t, dir); !strings.HasPrefix(text, "keyring:") || strings.Contains(text, "dandori-key") {
		t.Fatal(text)
	}
	if got := counted(t, dir, nil); got != "2" {
		t.Fatal(got)
	}
	if got := typed(t, dir, nil, "secret", "rotate"); got.code != 0 {
		t.Fatal(got.stderr)
	}
	if got := counted(t, dir, nil); got != "3" {
		t.Fatal(got)
	}
	if got := typed(t, dir, nil, "secret", "to-keyring"); got.code != 2 {
		t.Fatalf("moved twice: %+v", got)
	}
	if got := typed(t, dir, nil, "secret", "to-file"); got.code != 0 {
		t.Fatal(got.stderr)
	}
	if text := keyText(t, dir); !strings.HasPrefix(text, "dandori-key-1:") || text == inFile {
		t.Fatal("the key file holds", text)
	}
	if got := counted(t, dir, nil); got != "4" {
		t.Fatal(got)
	}
}

func TestAKeyringThatCannotBeUsedTakesNothingAway(t *testing.T) {
	keyring.MockInitWithError(errors.New("nobody is logged in"))
	dir := countProject(t)
	counted(t, dir, nil)
	before := keyText(t, dir)
	if got := typed(t, dir, nil, "secret", "to-keyring"); got.code != 3 || !strings.Contains(got.stderr, "nobody is logged in") {
		t.Fatalf("%+v", got)
	}
	if after := keyText(t, dir); after != before {
		t.Fatal("the key file holds", after)
	}
	counted(t, dir, nil)
}

func TestAKeyInTheEnvironmentIsChangedByItsOwner(t *testing.T) {
	dir := countProject(t)
	old, fresh := "DANDORI_KEY="+seal.NewKey().String(), seal.NewKey().String()
	counted(t, dir, []string{old})
	if _, err := os.Stat(filepath.Join(dir, ".dandori", "key")); err == nil {
		t.Fatal("a key file was made all the same")
	}
	if got := typed(t, dir, []string{old}, "secret", "rotate"); got.code != 2 || !strings.Contains(got.stderr, "NEW,OLD") {
		t.Fatalf("%+v", got)
	}
	both := []string{"DANDORI_KEY=" + fresh + "," + strings.TrimPrefix(old, "DANDORI_KEY=")}
	if got := typed(t, dir, both, "run", "count.ts"); got.code != 3 || !strings.Contains(got.stderr, "secret rotate") {
		t.Fatalf("before the change: %+v", got)
	}
	for range 2 { // again, it changes nothing
		if got := typed(t, dir, both, "secret", "rotate"); got.code != 0 || !strings.Contains(got.stdout, "set DANDORI_KEY to that one alone") {
			t.Fatalf("%+v", got)
		}
	}
	if got := counted(t, dir, []string{"DANDORI_KEY=" + fresh}); got != "2" {
		t.Fatal(got)
	}
	if got := typed(t, dir, []string{old}, "run", "count.ts"); got.code != 3 {
		t.Fatalf("the old key still opens it: %+v", got)
	}
	if got := typed(t, dir, []string{old}, "secret", "to-keyring"); got.code != 2 {
		t.Fatalf("%+v", got)
	}
}

func TestTwoDoNotChangeTheKeyAtOnce(t *testing.T) {
	dir := countProject(t)
	counted(t, dir, nil)
	p := &project{root: dir}
	if err := p.withKeyLock(func() error {
		if got := typed(t, dir, nil, "secret", "rotate"); got.code != 3 || !strings.Contains(got.stderr, "another dandori is changing the key") {
			t.Errorf("%+v", got)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got := typed(t, dir, nil, "secret", "rotate"); got.code != 0 {
		t.Fatal(got.stderr)
	}
}
