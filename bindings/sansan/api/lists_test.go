package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"dandori/runtime/clock"
)

// card is one card of a vendor.
type card struct {
	ID      string    `json:"id"`
	Updated time.Time `json:"updatedTime"`
}

// vendor serves cards by period, in pages behind tokens that stand for a
// snapshot, as the document describes it. It takes Latency for each answer.
type vendor struct {
	cards   []card // in the order of updatedTime
	latency time.Duration
	life    time.Duration      // of tokens, 0 for ever
	refuse  func(n int) string // body of a 400 for the nth request, "" to answer it
	open    bool               // updatedTo does not belong to the period
	apart   bool               // nor does updatedFrom
	dead    int                // how often a dead token was sent

	mu       sync.Mutex
	requests []string // the queries
	walks    []snapshot
}

type snapshot struct {
	cards []card
	limit int
	began time.Time
}

func (v *vendor) serve(w http.ResponseWriter, r *http.Request) {
	if v.latency > 0 && clock.Sleep(r.Context(), v.latency) != nil {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.requests = append(v.requests, r.URL.RawQuery)
	if v.refuse != nil {
		if body := v.refuse(len(v.requests)); body != "" {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(body))
			return
		}
	}
	if token := r.URL.Query().Get("nextPageToken"); token != "" {
		v.next(w, token)
		return
	}
	v.walks = append(v.walks, v.snapshot(r))
	v.page(w, len(v.walks)-1, 0)
}

func (v *vendor) snapshot(r *http.Request) snapshot {
	q := r.URL.Query()
	s := snapshot{began: clock.Now(), cards: []card{}}
	s.limit, _ = strconv.Atoi(q.Get("limit"))
	from, _ := time.Parse(time.RFC3339, q.Get("updatedFrom"))
	to, _ := time.Parse(time.RFC3339, q.Get("updatedTo"))
	for _, c := range v.cards {
		if from.IsZero() || !c.Updated.Before(from) && !(v.apart && c.Updated.Equal(from)) && (c.Updated.Before(to) || !v.open && c.Updated.Equal(to)) {
			s.cards = append(s.cards, c)
		}
	}
	if q.Get("orderDirection") == Descending {
		slices.Reverse(s.cards)
	}
	return s
}

func (v *vendor) next(w http.ResponseWriter, token string) {
	var walk, offset int
	_, _ = fmt.Sscanf(token, "%d-%d", &walk, &offset)
	if v.life > 0 && clock.Since(v.walks[walk].began) > v.life {
		v.dead++
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":[{"Code":"expired_token","field":"nextPageToken"}]}`))
		return
	}
	v.page(w, walk, offset)
}

func (v *vendor) page(w http.ResponseWriter, walk, offset int) {
	s := v.walks[walk]
	end := min(offset+s.limit, len(s.cards))
	token := ""
	if end < len(s.cards) {
		token = fmt.Sprintf("%d-%d", walk, end)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"hasMore": token != "", "nextPageToken": token, "data": s.cards[offset:end]})
}

func (v *vendor) count() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.requests)
}

// counting returns n cards, one a step, the first at begin.
func counting(n int, begin time.Time, step time.Duration) []card {
	cards := make([]card, n)
	for i := range cards {
		cards[i] = card{fmt.Sprintf("C%05d", i), begin.Add(time.Duration(i) * step)}
	}
	return cards
}

func idsOf(cards []card) []string {
	var all []string
	for _, c := range cards {
		all = append(all, c.ID)
	}
	return all
}

// doubled returns the first id that stands twice, "" when none does.
func doubled(ids []string) string {
	sorted := slices.Sorted(slices.Values(ids))
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			return sorted[i]
		}
	}
	return ""
}

func same(a, b []string) bool { return strings.Join(a, ",") == strings.Join(b, ",") }
