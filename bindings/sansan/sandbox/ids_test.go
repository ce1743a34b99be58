package sandbox

import (
	"math/rand/v2"
	"testing"
)

func TestIDsFindTheirNumbers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for seed := range uint64(20) {
		i, seen := ids{seed: seed}, map[string]bool{}
		for range 200 {
			n := random.IntN(1 << 30)
			for _, k := range []kind{cardID, companyID, personID, tagID} {
				id := i.of(k, n)
				if got, ok := i.number(k, id); !ok || got != n {
					t.Fatalf("seed %d: %s is %d, want %d", seed, id, got, n)
				}
				if _, ok := i.number(k+1, id); ok || seen[id] {
					t.Fatalf("seed %d: %s is two things", seed, id)
				}
				seen[id] = true
			}
			if u := i.uuid(userID, n); !isUUID(u) || u[14] != '4' {
				t.Fatalf("seed %d: %s is no UUID", seed, u)
			}
		}
	}
}

func FuzzID(f *testing.F) {
	f.Add("37171BA646FD16C8F0960DE7403AAAAA")
	f.Add(ids{}.of(cardID, 7))
	f.Fuzz(func(t *testing.T, id string) {
		if n, ok := (ids{}).number(cardID, id); ok && (ids{}).of(cardID, n) != id {
			t.Errorf("%s is card %d", id, n)
		}
	})
}
