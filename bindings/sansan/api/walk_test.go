package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
)

func (v *vendor) client(t testing.TB) (*Client, *notices) {
	c, n := newClient(t, v.serve)
	c.Now = clock.Now
	return c, n
}

// start is a day before the clock of a synctest bubble begins.
func start() time.Time { return time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC) }

func period() Period { return Period{CardOptions: CardOptions{Range: All, Limit: 10}, From: start()} }

func TestWalk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{cards: counting(95, start(), time.Minute)}
		c, _ := v.client(t)
		if got := ids(t, c.ListCards(period())); !same(got, idsOf(v.cards)) {
			t.Errorf("got %q", got)
		}
		first, err := url.ParseQuery(v.requests[0])
		if err != nil {
			t.Fatal(err)
		}
		want := "includePastBizCards=false&limit=10&orderBy=updatedAt&orderDirection=asc&range=all&updatedFrom=1999-12-31T09%3A00%3A00%2B09%3A00&updatedTo=2000-01-01T09%3A00%3A00%2B09%3A00"
		if got := first.Encode(); got != want || v.requests[0] != want {
			t.Errorf("got  %s\nwant %s", v.requests[0], want)
		}
		for _, q := range v.requests[1:] {
			if !strings.HasPrefix(q, "nextPageToken=") || strings.Contains(q, "&") {
				t.Errorf("a token was not sent alone: %s", q)
			}
		}
	})
}

func TestNothingIsAskedForBeforeTheFirstPage(t *testing.T) {
	v := &vendor{}
	c, _ := v.client(t)
	c.ListCards(period()).Close()
	if v.count() != 0 {
		t.Errorf("%d requests", v.count())
	}
}

func TestTheNextPageIsFetchedAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{cards: counting(50, start(), time.Minute)}
		c, _ := v.client(t)
		w := c.ListCards(period())
		defer w.Close()
		a := pageAt(t, w, nil)
		for want := 2; want <= 4; want++ {
			synctest.Wait()
			if v.count() != want {
				t.Fatalf("%d requests, want %d: one page ahead and no more", v.count(), want)
			}
			a = pageAt(t, w, a.Cursor)
		}
	})
}

func TestLimitedWalksFetchNothingBeyond(t *testing.T) {
	for most, ahead := range map[int][]int{0: {1, 2, 3}, 10: {1, 2, 3}, 11: {2, 2, 3}, 25: {2, 3, 3}} {
		synctest.Test(t, func(t *testing.T) {
			v := &vendor{cards: counting(50, start(), time.Minute)}
			c, _ := v.client(t)
			w := c.ListCards(period())
			w.Limit(most)
			defer w.Close()
			var cursor []byte
			for page, want := range ahead {
				cursor = pageAt(t, w, cursor).Cursor
				synctest.Wait()
				if v.count() != want {
					t.Fatalf("at most %d items: %d requests after page %d, want %d", most, v.count(), page+1, want)
				}
			}
		})
	}
}

func TestCloseEndsWhatIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{cards: counting(500, start(), time.Minute), latency: time.Second}
		c, _ := v.client(t)
		p := period()
		p.Parallel = 4
		w := c.ListCards(p)
		pageAt(t, w, nil)
		w.Close() // the bubble fails if a goroutine stays
	})
}

func TestACancelledPageCanBeAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{cards: counting(30, start(), time.Minute), latency: time.Second}
		c, _ := v.client(t)
		w := c.ListCards(period())
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := w.Page(ctx, nil); err == nil {
			t.Fatal("a cancelled page was answered")
		}
		if got := ids(t, w); !same(got, idsOf(v.cards)) {
			t.Errorf("got %q", got)
		}
	})
}

// Another process goes on from a cursor: it is told of the pages before, and
// has nothing else.
func TestResume(t *testing.T) {
	for _, parallel := range []int{1, 3} {
		synctest.Test(t, func(t *testing.T) {
			v := &vendor{cards: counting(95, start(), 10*time.Minute)}
			c, _ := v.client(t)
			p := period()
			p.Parallel = parallel
			w := c.ListCards(p)
			var given []call.Answer
			var cursor []byte
			for range 3 {
				given = append(given, pageAt(t, w, cursor))
				cursor = given[len(given)-1].Cursor
			}
			w.Close()

			other := c.ListCards(p)
			var got []string
			for _, a := range given {
				other.Saw(a)
				got = append(got, idsIn(t, a.Body)...)
			}
			time.Sleep(time.Hour)
			if got = append(got, idsFrom(t, other, cursor)...); !same(got, idsOf(v.cards)) {
				t.Errorf("parallel %d: got %q", parallel, got)
			}
		})
	}
}

// The token dies 6 hours after the first page (ページネーション). The walk knows,
// and goes on from the last card less 5 minutes.
func TestTokenDies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{cards: counting(60, start(), time.Minute), life: 6 * time.Hour}
		c, said := v.client(t)
		w := c.ListCards(period())
		a := pageAt(t, w, nil)
		got := idsIn(t, a.Body)
		a = pageAt(t, w, a.Cursor)
		got = append(got, idsIn(t, a.Body)...)
		synctest.Wait()
		v.cards = append([]card{{"LATE", start().Add(26 * time.Minute)}}, v.cards...) // the period has changed meanwhile
		time.Sleep(7 * time.Hour)
		got = append(got, idsFrom(t, w, a.Cursor)...)
		if len(got) != 61 || doubled(got) != "" {
			t.Errorf("%d ids, %q twice", len(got), doubled(got))
		}
		wantContains(t, said.all(), "bizCards.list", "1999-12-31T09:24:00+09:00")
		if v.dead != 0 {
			t.Errorf("a dead token was sent %d times", v.dead)
		}
	})
}

// The vendor may also say so before its time, and in other orders there is no
// card to go on from.
func TestVendorCallsTheTokenDead(t *testing.T) {
	for _, order := range []string{Ascending, Descending} {
		synctest.Test(t, func(t *testing.T) {
			v := &vendor{cards: counting(60, start(), time.Minute)}
			v.refuse = func(n int) string {
				if n == 3 || n == 7 {
					return `{"error":[{"Code":"expired_token"}]}`
				}
				return ""
			}
			c, said := v.client(t)
			p := period()
			p.OrderDirection = order
			got := ids(t, c.ListCards(p))
			want := idsOf(v.cards)
			if len(got) != len(want) || doubled(got) != "" {
				t.Errorf("%s: %d ids, %q twice", order, len(got), doubled(got))
			}
			if n := strings.Count(said.all(), "has died"); n != 2 {
				t.Errorf("%s: said %d times: %s", order, n, said.all())
			}
			if first := strings.Contains(said.all(), "from the first page"); first != (order == Descending) {
				t.Errorf("%s: %s", order, said.all())
			}
		})
	}
}

func TestTokensThatAreAlwaysDead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{cards: counting(60, start(), time.Minute)}
		v.refuse = func(n int) string {
			if n%2 == 0 {
				return `{"error":[{"Code":"expired_token"}]}`
			}
			return ""
		}
		c, _ := v.client(t)
		w := c.ListCards(Period{CardOptions: CardOptions{Range: All, Limit: 10, OrderDirection: Descending}, From: start()})
		defer w.Close()
		a := pageAt(t, w, nil)
		_, err := w.Page(t.Context(), a.Cursor)
		wantContains(t, asError(t, err, call.ConnectionError).Error(), "20 times")
	})
}

// The document calls updatedFrom required, and says that a token stands for all.
func TestVendorThatWantsEverythingWithTheToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{cards: counting(25, start(), time.Minute)}
		v.refuse = func(n int) string {
			if q := v.requests[n-1]; !strings.Contains(q, "updatedFrom") {
				return `{"error":[{"Code":"required","field":"updatedFrom"}]}`
			}
			return ""
		}
		c, _ := v.client(t)
		if got := ids(t, c.ListCards(period())); !same(got, idsOf(v.cards)) {
			t.Errorf("got %q", got)
		}
	})
}

func TestTokenThatDoesNotMove(t *testing.T) {
	c, _ := newClient(t, answers(`{"hasMore":true,"nextPageToken":"same","data":[{"id":"1"}]}`))
	w := c.ListTags(TagQuery{Range: All})
	defer w.Close()
	a := pageAt(t, w, nil)
	_, err := w.Page(t.Context(), a.Cursor)
	wantContains(t, asError(t, err, call.ConnectionError).Error(), "nextPageToken is the one that was sent")
}

func TestNoIdTwice(t *testing.T) {
	c, _ := newClient(t, answers(`{"data":[{"id":"1","n":1},{"id":"2"},{"id":"1","n":2},{"name":"no id"},{"name":"no id"}]}`))
	w := c.ListTags(TagQuery{Range: All, Types: []string{"private", "public", "shared"}})
	a := pageAt(t, w, nil)
	if got := string(a.Body); got != `[{"id":"1","n":1},{"id":"2"},{"name":"no id"},{"name":"no id"}]` {
		t.Errorf("got %s", got)
	}
	for _, last := range []bool{false, true} {
		if a = pageAt(t, w, a.Cursor); (a.Cursor == nil) != last || string(a.Body) != `[{"name":"no id"},{"name":"no id"}]` {
			t.Errorf("got %s", a.Body)
		}
	}
}

func TestEmptyPagesAreNotHandedOut(t *testing.T) {
	n := 0
	c, _ := newClient(t, func(w http.ResponseWriter, _ *http.Request) {
		n++
		body := map[bool]string{true: `{"hasMore":true,"nextPageToken":"t` + string(rune('0'+n)) + `","data":[]}`, false: `{"data":[{"id":"1"}]}`}[n < 4]
		_, _ = w.Write([]byte(body))
	})
	a := pageAt(t, c.ListTags(TagQuery{Range: All}), nil)
	if string(a.Body) != `[{"id":"1"}]` || a.Cursor != nil {
		t.Errorf("got %s %s", a.Body, a.Cursor)
	}
}

func TestBadCursor(t *testing.T) {
	c, _ := newClient(t, answers(`{}`))
	if _, err := c.ListTags(TagQuery{}).Page(t.Context(), []byte("{")); err == nil || !strings.Contains(err.Error(), "position") {
		t.Errorf("got %v", err)
	}
}
