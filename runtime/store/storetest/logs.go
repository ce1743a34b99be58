package storetest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"dandori/runtime/queue"
)

// Logs tests a store as what keeps the lines of runs.
func Logs(t *testing.T, fresh Fresh) {
	t.Run("LinesComeBackInOrder", func(t *testing.T) { linesComeBack(newWorld(t, fresh)) })
	t.Run("TwoProcessesWriteAtOnce", func(t *testing.T) { linesOfTwo(newWorld(t, fresh)) })
}

func linesComeBack(w *world) {
	s := w.process()
	var want []queue.Line
	for i := range 10 {
		want = append(want, queue.Line{At: w.Now().Add(time.Duration(i) * time.Second).UTC(), Level: "info", Message: fmt.Sprintf("%d 件目", i), Script: i%3 == 0})
	}
	want[4].Fields = json.RawMessage(`{"code":"E1"}`)
	w.must(s.Write(w.Context(), "a", want[:3]))
	w.must(s.Write(w.Context(), "b", want[:1]))
	w.must(s.Write(w.Context(), "a", nil))
	w.must(s.Write(w.Context(), "a", want[3:]))
	other := w.process()
	for _, c := range []struct{ from, limit, to int }{{0, 100, 10}, {0, 3, 3}, {2, 3, 5}, {8, 5, 10}, {10, 5, 10}} {
		got, err := other.Read(w.Context(), "a", c.from, c.limit)
		if w.must(err); len(got) != c.to-c.from || len(got) > 0 && !reflect.DeepEqual(got, want[c.from:c.to]) {
			w.Fatalf("%+v: got %+v, want %+v", c, got, want[c.from:c.to])
		}
	}
	for run, want := range map[string]int{"a": 4, "b": 1, "nobody": 0} {
		if n, err := other.Scripted(w.Context(), run); err != nil || n != want {
			w.Fatalf("the script of %s wrote %d lines (%v), want %d", run, n, err, want)
		}
	}
}

func linesOfTwo(w *world) {
	stores := []Store{w.process(), w.process()}
	var wg sync.WaitGroup
	for _, s := range stores {
		wg.Go(func() {
			for range 50 {
				if err := s.Write(w.Context(), "a", []queue.Line{{Message: "1"}, {Message: "2"}}); err != nil {
					w.Error(err)
				}
			}
		})
	}
	wg.Wait()
	lines, err := stores[0].Read(w.Context(), "a", 0, 1000)
	w.must(err)
	for i, l := range lines {
		if want := fmt.Sprint(i%2 + 1); l.Message != want {
			w.Fatalf("line %d is %s, want %s: lines written together must stay together", i, l.Message, want)
		}
	}
	if len(lines) != 200 {
		w.Fatalf("%d lines, want 200", len(lines))
	}
}
