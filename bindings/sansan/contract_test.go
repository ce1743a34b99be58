package sansan_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dandori/bindings/bindingtest"
	"dandori/bindings/sansan"
	"dandori/bindings/sansan/api"
	"dandori/bindings/sansan/sandbox"
	"dandori/bindings/simulator"
	"dandori/runtime/call"
)

// everyCard are the ids of all cards that the administrator sees, as the client gets them.
func everyCard(o *office, p api.Period) []string {
	o.Helper()
	p.Range, p.IncludePastCards, p.EntryStatus = api.All, true, api.EntryStatuses()
	p.From = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	return o.ids(o.client.ListCards(p))
}

// pager is what the client's listings have in common.
type pager interface {
	Page(context.Context, []byte) (call.Answer, error)
	Saw(call.Answer)
	Close()
}

func (o *office) ids(p pager) []string {
	o.Helper()
	defer p.Close()
	var all []string
	for cursor := []byte(nil); ; {
		a, err := p.Page(o.Context(), cursor)
		if err != nil {
			o.Fatal(err)
		}
		p.Saw(a)
		var items []struct{ ID string }
		if err := json.Unmarshal(a.Body, &items); err != nil {
			o.Fatal(err)
		}
		for _, item := range items {
			all = append(all, item.ID)
		}
		if cursor = a.Cursor; cursor == nil {
			return all
		}
	}
}

// exercise asks every read endpoint and returns what it got.
func exercise(o *office) map[string]any {
	o.Helper()
	ctx := o.Context()
	got := map[string]any{}
	keep := func(name string, v any, err error) {
		o.Helper()
		if err != nil {
			o.Errorf("%s: %v", name, err)
		}
		got[name] = v
	}
	cards := everyCard(o, api.Period{CardOptions: api.CardOptions{Limit: 50}})
	keep("list", cards, nil)
	keep("search", o.ids(o.client.SearchCards(api.Search{CardOptions: api.CardOptions{Range: api.All}, CompanyName: "株式会社"})), nil)
	keep("tags", o.ids(o.client.ListTags(api.TagQuery{Range: api.All, Types: api.TagTypes(), Limit: 3})), nil)
	for _, id := range cards[:20] {
		raw, err := o.client.Card(ctx, id)
		var card struct{ ID, PersonID string }
		_ = json.Unmarshal(raw, &card)
		keep("card "+id, card.ID, err)
		person, err := o.client.Person(ctx, card.PersonID)
		var p struct{ ID string }
		_ = json.Unmarshal(person, &p)
		keep("person "+id, p.ID == card.PersonID, err)
		front, err := o.client.Image(ctx, id, "front")
		keep("front "+id, len(front) > 0, err)
		back, err := o.client.Image(ctx, id, "back")
		keep("back "+id, len(back) > 0, err)
		keep("tags "+id, o.ids(o.client.CardTags(id, 1)), nil)
	}
	for _, delimiter := range api.Delimiters() {
		users, err := o.client.Users(ctx, delimiter)
		keep("users "+delimiter, users, err)
		departments, err := o.client.Departments(ctx, delimiter)
		keep("departments "+delimiter, departments, err)
	}
	email, err := o.client.EmailClient(ctx)
	keep("email", email == nil, err)
	_, err = o.client.Card(ctx, "NOBODY")
	keep("unknown", err != nil, nil)
	_, err = o.client.Image(ctx, "NOBODY", "front")
	keep("no image", err != nil, nil)
	return got
}

// The client gets the same of every reading of the document that the simulator knows.
func TestEveryReadingOfTheDocument(t *testing.T) {
	var want map[string]any
	in(t, setup{box: sandbox.Options{Size: 120}}, func(o *office) { want = exercise(o) })
	if n := len(want["list"].([]string)); n != 120 {
		t.Fatalf("%d cards of 120", n)
	}
	for name, v := range map[string]sandbox.Variants{
		"lower id, lower code": {LowerID: true, LowerCode: true, LF: true},
		"item, one error":      {Item: true, OneError: true, BOM: true},
		"no errors, bad ids":   {NoErrors: true, BadIDs: true, HeaderRow: true},
		"half open, zulu":      {HalfOpen: true, ZuluTimes: true, QuoteAll: true},
		"extra fields":         {ExtraFields: true, ShortRows: true, Nulls: sandbox.NullAbsent},
		"brackets":             {TypeBrackets: true, LastToken: sandbox.TokenAbsent},
		"no hasMore":           {Paging: sandbox.PagingNoHasMore, LastToken: sandbox.TokenEmpty, Nulls: sandbox.NullText},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, setup{box: sandbox.Options{Size: 120, Variants: v}}, func(o *office) {
				got := exercise(o)
				for what := range want {
					if a, b := asJSON(o, got[what]), asJSON(o, want[what]); a != b {
						o.Errorf("%s\ngot  %.300s\nwant %.300s", what, a, b)
					}
				}
			})
		})
	}
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestBrokenPagingIsNoEnd(t *testing.T) {
	for paging, part := range map[sandbox.Paging]string{sandbox.PagingNoToken: "no nextPageToken", sandbox.PagingSameToken: "the one that was sent"} {
		in(t, setup{box: sandbox.Options{Size: 120, Variants: sandbox.Variants{Paging: paging}}}, func(o *office) {
			o.fails(`await sansan.bizCards.list({ range: "all", updatedFrom: "1990-01-01", limit: 20 }).toArray()`, "ConnectionError", part)
		})
	}
}

// Cards have the 30 properties of the document, on the wire and in the declarations.
func TestFieldLists(t *testing.T) {
	in(t, setup{}, func(o *office) {
		var card map[string]any
		o.returns(`return await sansan.bizCards.list({ range: "all", updatedFrom: "1990-01-01" }).find(() => true)`, &card)
		keys := slices.Sorted(maps.Keys(card))
		if len(keys) != 30 || !slices.Equal(keys, declared("SansanBizCard")) {
			o.Errorf("cards have    %q\ndeclared are %q", keys, declared("SansanBizCard"))
		}
	})
	for k, name := range map[api.Kind]string{api.Users: "SansanUser", api.Departments: "SansanDepartment"} {
		if keys := slices.Sorted(slices.Values(api.Keys(k))); !slices.Equal(keys, declared(name)) {
			t.Errorf("%s: the columns are %q\ndeclared are %q", name, keys, declared(name))
		}
	}
}

// declared are the keys of an interface of the declarations, sorted.
func declared(name string) []string {
	body := regexp.MustCompile(`(?s)export interface ` + name + ` \{(.*?)\n\}`).FindStringSubmatch(sansan.Types)
	if body == nil {
		return nil
	}
	var keys []string
	for _, m := range regexp.MustCompile(`(?m)^  (\w+)\??:`).FindAllStringSubmatch(body[1], -1) {
		keys = append(keys, m[1])
	}
	return slices.Sorted(slices.Values(keys))
}

// The simulator writes its columns' names as a header row: the same, in the same order.
func TestColumns(t *testing.T) {
	var raw []string
	s := setup{box: sandbox.Options{Variants: sandbox.Variants{HeaderRow: true}}}
	in(t, s, func(o *office) {
		for _, path := range []string{"users", "departments"} {
			raw = append(raw, o.raw("/v2.3/organization/"+path))
		}
	})
	for i, k := range []api.Kind{api.Users, api.Departments} {
		header, err := csv.NewReader(strings.NewReader(raw[i])).Read()
		if err != nil || !slices.Equal(header, api.Columns(k)) {
			t.Errorf("%s: the simulator has %q, the client %q (%v)", k, header, api.Columns(k), err)
		}
	}
}

// The limits of both are the same: nothing is refused, and the limit is used.
func TestLimits(t *testing.T) {
	in(t, setup{limits: true, box: sandbox.Options{Size: 600, Latency: simulator.NewLatency(1, simulator.Spread{Min: 20 * time.Millisecond, Max: 20 * time.Millisecond}, simulator.Spread{})}}, func(o *office) {
		begun := time.Now()
		if got := everyCard(o, api.Period{CardOptions: api.CardOptions{Limit: 10}, Parallel: 4}); len(got) != 600 {
			o.Errorf("%d cards of 600", len(got))
		}
		counts := o.box.Counts()
		took, requests := time.Since(begun), counts.Requests["bizCards.list"]
		if counts.TooMany != 0 || float64(requests)/took.Seconds() < 8 {
			o.Errorf("%d requests in %s, %d refused", requests, took, counts.TooMany)
		}
	})
}

func TestTokensDieInTheSimulatorToo(t *testing.T) {
	in(t, setup{box: sandbox.Options{Size: 100}}, func(o *office) {
		var got struct{ All, Different int }
		o.returns(`const ids = [];
			await sansan.bizCards.list({ range: "all", updatedFrom: "1990-01-01", limit: 10, entryStatus: ["completed", "processing", "unreadable"], includePastBizCards: true }).forEach(async (card) => {
				ids.push(card.id);
				if (ids.length === 35) await new Promise((done) => setTimeout(done, 7 * 3600 * 1000));
			});
			return { all: ids.length, different: new Set(ids).size }`, &got)
		if got.All != 100 || got.Different != 100 || !strings.Contains(o.notices(), "has died") {
			o.Errorf("got %+v; said %q", got, o.notices())
		}
	})
}

// Reads survive what can happen on the way; the script sees every card once.
func TestFaultsOnTheWay(t *testing.T) {
	for _, order := range []string{
		"bizCards.list:3=429", "bizCards.list:2=429-bare", "*:2=500", "*:2=503", "bizCards.list:2=cut", "*:3=reset-before", "*:3=reset-after",
	} {
		faults, err := simulator.ParseFaults(order)
		if err != nil {
			t.Fatal(err)
		}
		in(t, setup{box: sandbox.Options{Size: 100, Faults: faults}}, func(o *office) {
			if got := everyCard(o, api.Period{CardOptions: api.CardOptions{Limit: 10}}); len(got) != 100 {
				o.Errorf("%s: %d cards of 100", order, len(got))
			}
		})
	}
}

// What cannot be cured is an error that says what came.
func TestAnswersThatAreNoAnswers(t *testing.T) {
	for order, part := range map[string]string{
		"bizCards.list:*=html": "cannot be read", "bizCards.list:1=truncate": "breaks off after", "bizCards.list:*=empty": "cannot be read", "bizCards.list:*=500": "500",
	} {
		faults, err := simulator.ParseFaults(order)
		if err != nil {
			t.Fatal(err)
		}
		in(t, setup{box: sandbox.Options{Size: 100, Faults: faults}}, func(o *office) {
			got, f := bindingtest.Run(o, o.script(`return await sansan.bizCards.list({ range: "all", updatedFrom: "1990-01-01" }).toArray()`))
			if f == nil || !strings.Contains(f.Message, part) {
				o.Errorf("%s: %.100s %+v", order, got, f)
			}
		})
	}
}
