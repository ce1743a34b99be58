package sandboxes

import (
	"errors"
	"os"
	"strings"
	"testing"

	"dandori/runtime/seal"
	"dandori/runtime/workflow"
)

func TestSealed(t *testing.T) {
	dir, old, key := t.TempDir(), seal.NewKey(), seal.NewKey()
	first := opened(t, Config{Dir: dir, Options: quick, Box: seal.NewBox(old)})
	joined(t, first).done(t, "Canary1")
	if err := Reseal(dir, seal.NewBox(key, old)); !errors.As(err, new(*Taken)) {
		t.Fatal("resealed while it is served:", err)
	}
	first.Close()
	state := fileOf(dir, "kaonavi-v1/kaonavi-v1")
	text, err := os.ReadFile(state)
	if err != nil || strings.Contains(string(text), "Canary1") || strings.Contains(string(text), "member") {
		t.Fatalf("%v %.80q", err, text)
	}
	for _, box := range []*seal.Box{nil, seal.NewBox(key)} {
		s := opened(t, Config{Dir: dir, Box: box})
		err := s.Ready(t.Context(), workflow.KaonaviV1, "kaonavi-v1")
		s.Close()
		if err == nil || !strings.Contains(err.Error(), "cannot go on from") {
			t.Fatal(err)
		}
	}
	if err := Reseal(dir, seal.NewBox(key, old)); err != nil {
		t.Fatal(err)
	}
	if c := joined(t, opened(t, Config{Dir: dir, Options: quick, Box: seal.NewBox(key)})); !c.has(t, "Canary1") {
		t.Fatal("the new key does not open it")
	}
}

func TestReset(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, Config{Dir: dir, Options: quick})
	joined(t, s).done(t, "X1")
	before, err := ID(dir)
	if err != nil || before == "" {
		t.Fatal(before, err)
	}
	var taken *Taken
	if err := Reset(dir, Options{}, nil); !errors.As(err, &taken) || taken.PID != os.Getpid() {
		t.Fatal("reset while it is served:", err)
	}
	s.Close()
	forgot := 0
	if err := Reset(dir, Options{Size: 7}, func() error { forgot++; return nil }); err != nil || forgot != 1 {
		t.Fatal(err, forgot)
	}
	if after, err := ID(dir); err != nil || after == before || after == "" {
		t.Fatal(after, err)
	}
	c := joined(t, opened(t, Config{Dir: dir}))
	if members, err := c.members(t.Context()); err != nil || len(members) != 7 {
		t.Fatal(members, err)
	}
}

func TestSeedAndSizeStay(t *testing.T) {
	dir := t.TempDir()
	opened(t, Config{Dir: dir, Options: quick})
	if err := Reset(dir, Options{Seed: 3, Size: 4}, nil); err != nil {
		t.Fatal(err)
	}
	for made, want := range map[[2]int]string{{4, 0}: "--seed 3 --size 4", {0, 5}: "--seed 3 --size 4", {0, 0}: "", {3, 4}: ""} {
		s, err := Serve(Config{Dir: dir, Options: Options{Seed: uint64(made[0]), Size: made[1]}}, 0)
		if err == nil {
			s.Close()
		}
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", made, err)
		}
	}
}
