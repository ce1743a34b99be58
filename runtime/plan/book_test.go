package plan

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"dandori/runtime/say"
)

func add(key, name string) Change {
	return Change{Key: key, Now: raw(`{"id":"` + key + `","name":"` + name + `"}`)}
}

func create(c Change) Write {
	return Write{Connection: "kaonavi", Operation: "users.create", Changes: []Change{c}}
}

func TestTheGuardCountsOverRestarts(t *testing.T) {
	two := 2
	b := NewBook(Config{Guard: Guard{Remove: &two, Change: 30}})
	b.Recall(map[int]Write{1: write(remove("E1")), 2: write(update("E1"), remove("E2"))})
	if err := b.admit(3, write(remove("E3"))); err == nil || !strings.Contains(err.Error(), "makes 3 in this run") {
		t.Error(err)
	}
	if err := b.admit(2, write(remove("E2"))); err != nil { // which is made again
		t.Error(err)
	}
	if err := b.admit(3, write(update("E3"))); err != nil {
		t.Error(err)
	}
	if err := b.admit(4, write(update("E4"))); err == nil || !strings.Contains(err.Error(), "4 of 10 rows") {
		t.Error(err)
	}
}

// The tallies say what counting everything anew would.
func TestTheTalliesAreRight(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	b := NewBook(Config{})
	calls := map[int]Write{}
	for range 2000 {
		n, w := r.IntN(12), write()
		w.Operation, w.Target, w.Present = []string{"members.update", "members.delete", "sheet.add"}[r.IntN(3)], []string{"", "7"}[r.IntN(2)], 100
		for range r.IntN(5) {
			c := update(fmt.Sprint("E", r.IntN(9)))
			if r.IntN(3) == 0 {
				c.Now = nil
			}
			w.Changes = append(w.Changes, c)
		}
		rows, removed := map[string]bool{}, w.Removed()
		calls[n] = w
		for of, earlier := range calls {
			if of != n {
				removed += earlier.Removed()
			}
			if aimOf(earlier) == aimOf(w) {
				for _, c := range earlier.Changes {
					rows[c.id()] = true
				}
			}
		}
		if got, _ := b.touched(b.announced[n], w); got != len(rows) {
			t.Fatalf("seed %d: %d rows are touched, not %d", seed, len(rows), got)
		}
		if err := b.admit(n, w); err != nil || b.removed != removed {
			t.Fatalf("seed %d: %v; %d are removed, not %d", seed, err, removed, b.removed)
		}
	}
}

func TestAShareOfAPercentIsKept(t *testing.T) {
	b := NewBook(Config{Guard: Guard{Change: 12.5}})
	w := write(update("E1"))
	w.Present = 8
	if err := b.admit(1, w); err != nil {
		t.Error(err)
	}
	w = write(update("E2"))
	w.Present = 8
	err := b.admit(2, w)
	if err == nil || !strings.Contains(err.Error(), "2 of 8 rows in this run (25%), and the workflow allows 12.5%") || !strings.Contains(say.In(err, say.Japanese), "8 行のうち 2 行(25%)") {
		t.Error(err)
	}
}

func TestAMadeUpIdStandsForOne(t *testing.T) {
	change := func(key string) Change {
		return Change{Key: key, Was: raw(`{"id":"` + key + `","role":"1"}`), Now: raw(`{"id":"` + key + `","role":"2"}`)}
	}
	use := func(c Change) Write {
		return Write{Connection: "kaonavi", Operation: "users.update", Changes: []Change{c}}
	}
	signed := NewSigned(Rows([]Write{create(add("dry-run:1", "甲")), create(add("dry-run:2", "乙")), use(change("dry-run:1")), use(change("dry-run:2"))}))
	b := NewBook(Config{Signed: signed})
	for i, w := range []struct {
		write Write
		fits  bool
	}{
		{create(add("dry-run:1", "甲")), true}, // still to be made: nothing is learned
		{create(add("71", "乙")), true},
		{use(change("71")), true},
		{use(change("70")), true}, // 甲, who is seen for the first time
		{use(change("72")), false},
	} {
		if err := b.admit(i+1, w.write); (err == nil) != w.fits {
			t.Errorf("%d: %v", i, err)
		}
	}
	again := NewBook(Config{Signed: signed}) // in the next process
	again.Recall(map[int]Write{1: create(add("70", "甲")), 2: create(add("71", "乙")), 3: use(change("71"))})
	if err := again.admit(4, use(change("71"))); err == nil {
		t.Error("71 was changed twice")
	}
	if err := again.admit(4, use(change("70"))); err != nil {
		t.Error(err)
	}
	if left := again.Unused(); len(left) != 0 {
		t.Errorf("left over: %v", left)
	}
}

func TestAlike(t *testing.T) {
	for _, c := range []struct {
		signed, now string
		want        bool
	}{
		{"a", "a ", true}, {"a\r\nb", "a\nb", true}, {"～−", "〜－", true}, {"a", "b", false}, {"", "x", false},
		{"dry-run:1", "4711", true}, {"dry-run:1", "", false}, {"user dry-run:1", "user 4711", true}, {"user dry-run:1", "dept 4711", false},
		{"dry-run:1 / D2", "9 / D2", true}, {"dry-run:1 / D2", "9 / D3", false}, {"dry-run:1 / dry-run:2", "8 / 9", true}, {"dry-run:1 / dry-run:1", "8 / 9", false}, {"dry-run:1 / dry-run:1", "8 / 8", true},
		{"4711", "dry-run:1", false}, {"dry-run:1", "dry-run:7", true}, {"dry-run:1dry-run:2", "12", false},
	} {
		if got := (comparison{fresh: made{}}).alike(c.signed, c.now); got != c.want {
			t.Errorf("%q and %q: %v", c.signed, c.now, got)
		}
	}
}

func TestASignedPlanIsPacked(t *testing.T) {
	signed := NewSigned(Rows([]Write{write(update("E1"), remove("E2")), create(add("dry-run:1", "=甲\r\n"))}))
	packed, err := signed.Pack()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Unpack(packed)
	if err != nil || !reflect.DeepEqual(back, signed) {
		t.Errorf("%v, %v", back, err)
	}
	for i := range packed {
		if _, err := Unpack(packed[:i]); err == nil {
			t.Errorf("%d of %d bytes were enough", i, len(packed))
		}
	}
}

func TestWhatHasNoFieldsIsALineToo(t *testing.T) {
	empty := Change{Key: "E1", Now: raw(`{}`)}
	if rows := Rows([]Write{write(empty)}); len(rows) != 1 || rows[0].Action != Add {
		t.Errorf("%v", rows)
	}
	b := NewBook(Config{Signed: NewSigned(nil)})
	if b.admit(1, write(empty)) == nil {
		t.Error("a row was added that nobody has signed")
	}
}

func TestADotInANameHidesNothing(t *testing.T) {
	c := Change{Was: raw(`{"a":{"b":1},"a.b":1}`), Now: raw(`{"a":{"b":2},"a.b":1}`)}
	if f := c.Fields(); len(f) != 1 || f[0].Name != "a.b" || string(f[0].After) != "2" {
		t.Errorf("%v", f)
	}
}

// Many writes of one row each cost about the same each.
func TestManyWritesOfARowEach(t *testing.T) {
	const n = 5000
	var writes []Write
	for i := range n {
		writes = append(writes, create(add(fmt.Sprintf("dry-run:%d", i+1), fmt.Sprint("name", i))))
	}
	b := NewBook(Config{Guard: Guard{Change: 100}, Signed: NewSigned(Rows(writes))})
	for i := range n {
		if err := b.admit(i, create(add(fmt.Sprint(9000+i), fmt.Sprint("name", i)))); err != nil {
			t.Fatal(err)
		}
	}
	if left := b.Unused(); len(left) != 0 {
		t.Error(len(left))
	}
	if gone, fresh := NewSigned(Rows(writes)).Drift(writes[1:]); len(gone) != 2 || len(fresh) != 0 {
		t.Errorf("%v, %v", gone, fresh)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"operation":"members.update","changes":[{"key":"E1","was":{"a":{"b":[1,{"c":null}]}},"now":{"a.b":2}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		w, err := Decode(text)
		if err != nil {
			return
		}
		rows := Rows([]Write{w})
		again, err := Encode(w)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := Decode(again); err != nil || !reflect.DeepEqual(Rows([]Write{back}), rows) {
			t.Fatalf("%v: %v, not %v", err, back, w)
		}
		if len(w.Changes) > 0 && len(rows) == 0 {
			t.Fatal("a change without a line")
		}
		if gone, fresh := NewSigned(rows).Drift([]Write{w}); len(gone)+len(fresh) > 0 {
			t.Fatalf("it differs from itself: %v, %v", gone, fresh)
		}
		for _, c := range w.Changes {
			if !json.Valid(c.Was) && len(c.Was) > 0 {
				t.Fatal("no JSON")
			}
		}
	})
}
