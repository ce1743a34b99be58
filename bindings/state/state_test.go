package state

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"dandori/bindings/bindingtest"
	"dandori/runtime/vm"
)

func script(s Store, body string) bindingtest.Script {
	return bindingtest.Script{Modules: []vm.Module{{Name: "dandori", Exports: []vm.Export{Export(s)}}}, Body: body}
}

func TestState(t *testing.T) {
	dir := t.TempDir()
	for name, store := range map[string]Store{"file": InFolder(dir, "sync"), "layer": NewLayer(InFolder(dir, "other"))} {
		t.Run(name, func(t *testing.T) {
			for _, step := range [][2]string{
				{`return [await state.get("none") === undefined, await state.list()]`, `[true,[]]`},
				{`await state.set("a/1", { n: 1, s: "髙", l: [null] }); await state.set("a/2", null); await state.set("b", "x")`, ``},
				{`return [await state.get("a/1"), await state.get("a/2"), await state.get("b")]`, `[{"n":1,"s":"髙","l":[null]},null,"x"]`},
				{`return [await state.list(), await state.list("a/")]`, `[["a/1","a/2","b"],["a/1","a/2"]]`},
				{`return [await state.delete("b"), await state.delete("b"), await state.get("b") === undefined, await state.list()]`, `[true,false,true,["a/1","a/2"]]`},
			} {
				bindingtest.Want(t, script(store, step[0]), step[1])
			}
		})
	}
	again := InFolder(dir, "sync") // as another process, later
	bindingtest.Want(t, script(again, `return await state.get("a/1")`), `{"n":1,"s":"髙","l":[null]}`)
	bindingtest.Want(t, script(InFolder(dir, "third"), `return await state.list()`), `[]`)
}

func TestDryRunChangesNothing(t *testing.T) {
	file := InFolder(t.TempDir(), "sync")
	bindingtest.Want(t, script(file, `await state.set("a", 1); await state.set("b", 2)`), ``)
	layer := NewLayer(file)
	bindingtest.Want(t, script(layer, `
		await state.set("a", 10); await state.delete("b"); await state.set("c", 3);
		return [await state.get("a"), await state.get("b") === undefined, await state.list(), await state.delete("b")]`), `[10,true,["a","c"],false]`)
	bindingtest.Want(t, script(file, `return [await state.get("a"), await state.get("b"), await state.list()]`), `[1,2,["a","b"]]`)
}

func TestWrongArguments(t *testing.T) {
	for body, part := range map[string]string{
		`state.get()`:                "key",
		`state.get("")`:              "something in it",
		`state.get(1)`:               "key",
		`state.get("a", 1)`:          "at most 1",
		`state.set("a")`:             "value",
		`state.set("a", () => 1)`:    "value",
		`state.set("a", { b: /x/ })`: "value.b",
		`state.set("a", 1n)`:         "value",
		`state.delete({})`:           "key",
		`state.list(1)`:              "prefix",
	} {
		bindingtest.WantError(t, script(InFolder(t.TempDir(), "x"), body), "TypeError", part)
	}
}

// TestManyAtOnce has several stores of one file, as several processes would,
// add to it at once: no addition may get lost.
func TestManyAtOnce(t *testing.T) {
	dir := t.TempDir()
	const writers, each = 4, 10
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			store := InFolder(dir, "shared")
			for i := range each {
				if err := store.Set(t.Context(), fmt.Sprintf("%d/%d", w, i), json.RawMessage("1")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if keys, err := InFolder(dir, "shared").List(t.Context(), ""); err != nil || len(keys) != writers*each {
		t.Errorf("%d keys, %v", len(keys), err)
	}
}

func TestFile(t *testing.T) {
	dir := t.TempDir()
	store := InFolder(dir, "scripts/a b.ts")
	if err := store.Set(t.Context(), "k", json.RawMessage(`1`)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "scripts%2Fa%20b%2Ets.json")
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	if a, b := fileName("部署/1"), fileName("部署%2F1"); a == b {
		t.Errorf("two workflows share %s", a)
	}
	for _, broken := range []string{"", "[1]", "null", `{"a":`} {
		os.WriteFile(path, []byte(broken), 0o600)
		if _, _, err := store.Get(t.Context(), "k"); err == nil || !strings.Contains(err.Error(), "no JSON object") {
			t.Errorf("%q: %v", broken, err)
		}
		if err := store.Set(t.Context(), "k", json.RawMessage(`2`)); err == nil {
			t.Errorf("%q was written over", broken)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := store.Set(gone, "k", json.RawMessage(`2`)); err == nil {
		t.Error("a run that has ended changed the state")
	}
	file := filepath.Join(dir, "file")
	os.WriteFile(file, nil, 0o600)
	if err := InFolder(file, "x").Set(t.Context(), "k", json.RawMessage(`1`)); err == nil {
		t.Error("a folder that is a file was no error")
	}
}
