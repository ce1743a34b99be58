package quota

import (
	"context"
	"math"
)

// Carry replaces what is known of the buckets on the shelf to by what is known
// of them on another one of this machine, which nobody uses meanwhile.
func Carry(ctx context.Context, from, to Shelf, buckets []string) error {
	for _, name := range buckets {
		var body []byte
		var slots []Slot
		err := from.Change(ctx, name, func(b Bucket) (err error) {
			if body, err = b.Body(); err == nil {
				slots, err = b.Slots(math.MinInt64)
			}
			return err
		})
		if err != nil {
			return err
		}
		if err := to.Change(ctx, name, func(b Bucket) error { return fill(b, body, slots) }); err != nil {
			return err
		}
	}
	return nil
}

// fill replaces all of a bucket.
func fill(b Bucket, body []byte, slots []Slot) error {
	if err := b.Drop(math.MaxInt64); err != nil {
		return err
	}
	for _, s := range slots {
		if err := b.Put(s); err != nil {
			return err
		}
	}
	if body == nil {
		return nil
	}
	return b.Keep(body)
}
