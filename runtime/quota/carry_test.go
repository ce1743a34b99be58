package quota

import (
	"math"
	"reflect"
	"testing"
	"time"
)

func TestCarryReplacesABucketWhole(t *testing.T) {
	from, to := NewMemory(), NewMemory()
	put := func(m *Memory, bucket, body string, slots ...Slot) {
		if err := m.Change(t.Context(), bucket, func(b Bucket) error { return fill(b, []byte(body), slots) }); err != nil {
			t.Fatal(err)
		}
	}
	now := Slot{ID: 7, Changed: 9, Class: "token", Run: "r", Sent: time.Second, Answered: 2 * time.Second}
	put(from, "used since", "new", now)
	put(to, "used since", "old", Slot{ID: 1, Changed: 1}, Slot{ID: 2, Changed: 2})
	put(to, "of another", "old", Slot{ID: 3, Changed: 1})
	if err := Carry(t.Context(), from, to, []string{"used since", "never used"}); err != nil {
		t.Fatal(err)
	}
	for bucket, want := range map[string][]Slot{"used since": {now}, "of another": {{ID: 3, Changed: 1}}, "never used": nil} {
		if err := to.Change(t.Context(), bucket, func(b Bucket) error {
			got, err := b.Slots(math.MinInt64)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %+v, want %+v", bucket, got, want)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}
