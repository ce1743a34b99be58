package sandbox_test

import (
	"bytes"
	"encoding/json"
	"image/jpeg"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dandori/bindings/sansan/sandbox"
)

var wholePeriod = []string{
	"updatedFrom", "2020-01-01T00:00:00+09:00", "updatedTo", "2030-01-01T00:00:00+09:00", "range", "all",
	"includePastBizCards", "true", "entryStatus", "processing", "entryStatus", "completed", "entryStatus", "unreadable",
}

// cards returns the cards of a list, asked for 300 at a time.
func (o *office) cards(path string, pairs ...string) []map[string]any {
	o.t.Helper()
	var page list
	o.get(path, append(slices.Clone(pairs), "limit", "300")...).into(&page)
	if *page.HasMore {
		o.t.Fatal("more than one page")
	}
	return page.Data
}

// keys returns the keys of a JSON object in their order.
func keys(t *testing.T, object []byte) []string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(object))
	var names []string
	for depth, key := 0, false; ; {
		token, err := d.Token()
		if err != nil {
			return names
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth, key = depth+1, depth == 0
			continue
		case json.Delim('}'), json.Delim(']'):
			depth, key = depth-1, depth == 2
			continue
		}
		if depth == 1 && key {
			names = append(names, token.(string))
		}
		key = depth == 1 && !key
	}
}

// TestCardsHaveTheFieldsOfTheSample compares with the payload printed in the document.
func TestCardsHaveTheFieldsOfTheSample(t *testing.T) {
	sample, err := os.ReadFile("testdata/bizcards.json")
	if err != nil {
		t.Fatal(err)
	}
	var want, got struct{ Data []json.RawMessage }
	if err := json.Unmarshal(sample, &want); err != nil {
		t.Fatal(err)
	}
	open(t, sandbox.Options{}).get("bizCards", wholePeriod...).into(&got)
	fields := keys(t, want.Data[0])
	if len(fields) != 30 || !slices.Equal(fields, sandbox.Fields()["BizCard"]) {
		t.Fatalf("the sample has %d fields, Fields says %v", len(fields), sandbox.Fields()["BizCard"])
	}
	for _, card := range got.Data {
		if k := keys(t, card); !slices.Equal(k, fields) {
			t.Fatalf("got %v, want %v", k, fields)
		}
	}
}

func TestCardsLookReal(t *testing.T) {
	cards := open(t, sandbox.Options{Size: 300}).cards("bizCards", wholePeriod...)
	blank := map[string]int{}
	forms := map[string]*regexp.Regexp{
		"id": regexp.MustCompile(`^[0-9A-Z]{32}$`), "companyId": regexp.MustCompile(`^[0-9A-Z]{32}$`), "personId": regexp.MustCompile(`^[0-9A-Z]{32}$`),
		"exchangeDate": regexp.MustCompile(`^\d{4}-\d\d-\d\d$`), "postalCode": regexp.MustCompile(`^\d{7}$`),
		"registeredTime": regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00$`), "updatedTime": regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00$`),
		"email": regexp.MustCompile(`example\.(com|jp|co\.jp)$`), "mobile": regexp.MustCompile(`^0[789]0-0000-\d{4}$`), "countryCode": regexp.MustCompile(`^[A-Z]{2}$`),
	}
	statuses := map[any]int{}
	for _, c := range cards {
		for name, value := range c {
			text, ok := value.(string)
			if value == nil {
				blank[name]++
			} else if form := forms[name]; form != nil && !(ok && form.MatchString(text)) {
				t.Errorf("%s is %v", name, value)
			}
		}
		statuses[c["entryStatus"]]++
	}
	for _, never := range []string{"id", "companyId", "personId", "registeredTime", "updatedTime", "owner", "entryStatus", "isUserCreated"} {
		if blank[never] > 0 {
			t.Errorf("%s is null", never)
		}
	}
	for _, sometimes := range []string{"exchangeDate", "lastNameReading", "title", "mobile", "email", "companyName", "firstName", "building", "secondTel", "memo", "url"} {
		if blank[sometimes] == 0 || blank[sometimes] == len(cards) {
			t.Errorf("%s is null in %d of %d cards", sometimes, blank[sometimes], len(cards))
		}
	}
	if len(statuses) != 3 {
		t.Errorf("statuses are %v", statuses)
	}
}

// TestSomebodyIsCalledNull is for code that takes the text for the value.
func TestSomebodyIsCalledNull(t *testing.T) {
	o := open(t, sandbox.Options{Size: 1100})
	var raw struct{ Data []json.RawMessage }
	o.get("bizCards/search", "range", "all", "name", "nullChristopher").into(&raw)
	if len(raw.Data) == 0 || !strings.Contains(string(raw.Data[0]), `"lastName":"null"`) || !strings.Contains(string(raw.Data[0]), `"title":"Director, \"Maps\""`) {
		t.Errorf("found %s", raw.Data)
	}
}

func TestSameSeedSameCards(t *testing.T) {
	a, b := open(t, sandbox.Options{Seed: 5}), open(t, sandbox.Options{Seed: 5, Cache: true})
	other := open(t, sandbox.Options{Seed: 6})
	first := a.get("bizCards", append(wholePeriod, "limit", "300")...).body
	for range 2 {
		if !bytes.Equal(first, b.get("bizCards", append(wholePeriod, "limit", "300")...).body) {
			t.Error("one seed, two answers")
		}
	}
	if bytes.Equal(first, other.get("bizCards", append(wholePeriod, "limit", "300")...).body) {
		t.Error("two seeds, one answer")
	}
}

func TestListDefaults(t *testing.T) {
	o := open(t, sandbox.Options{})
	for _, c := range o.cards("bizCards", wholePeriod[:4]...) {
		if c["entryStatus"] != "completed" {
			t.Errorf("a %v card by default", c["entryStatus"])
		}
		if owner := c["owner"].(map[string]any); !strings.HasSuffix(owner["id"].(string), "000") {
			t.Errorf("a card of %v by default", owner)
		}
	}
	var page list
	o.get("bizCards", wholePeriod...).into(&page)
	if len(page.Data) != 100 {
		t.Errorf("%d cards on a page by default", len(page.Data))
	}
}

func TestListOrdersAndPeriods(t *testing.T) {
	o := open(t, sandbox.Options{})
	for order, field := range map[string]string{"updatedAt": "updatedTime", "registeredAt": "registeredTime"} {
		for _, direction := range []string{"asc", "desc"} {
			cards := o.cards("bizCards", append(slices.Clone(wholePeriod), "orderBy", order, "orderDirection", direction)...)
			sorted := slices.IsSortedFunc(cards, func(a, b map[string]any) int {
				if direction == "desc" {
					a, b = b, a
				}
				return strings.Compare(a[field].(string), b[field].(string))
			})
			if !sorted || len(cards) != 300 {
				t.Errorf("%s %s: sorted is %v for %d cards", order, direction, sorted, len(cards))
			}
		}
	}
	at := o.cards("bizCards", wholePeriod...)[10]["updatedTime"].(string)
	exactly := append([]string{"updatedFrom", at, "updatedTo", at}, wholePeriod[4:]...)
	if n := len(o.cards("bizCards", exactly...)); n != 1 {
		t.Errorf("%d cards in the second of a card", n)
	}
	if n := len(open(t, sandbox.Options{Variants: sandbox.Variants{HalfOpen: true}}).cards("bizCards", exactly...)); n != 0 {
		t.Errorf("%d cards in an empty half-open period", n)
	}
}

func TestListIsStrict(t *testing.T) {
	o := open(t, sandbox.Options{})
	o.get("bizCards").refused(400, "required updatedFrom", "required updatedTo")
	for _, bad := range [][]string{
		{"updatedFrom", "2020-01-01"}, {"updatedFrom", "2020-01-01T00:00:00"}, {"updatedFrom", "2020-01-01T00:00:00.5+09:00"},
		{"updatedFrom", "2020-01-01T00:00:00 09:00"}, // a + that was not encoded
		{"updatedTo", "2020-13-01T00:00:00Z"},
	} {
		other := map[string]string{"updatedFrom": "updatedTo", "updatedTo": "updatedFrom"}[bad[0]]
		o.get("bizCards", append(bad, other, "2020-01-01T00:00:00Z")...).refused(400, "invalid_value "+bad[0])
	}
	for _, bad := range [][]string{
		{"range", "ALL"}, {"limit", "0"}, {"limit", "301"}, {"limit", "10.0"}, {"limit", "+5"}, {"includePastBizCards", "True"}, {"entryStatus", "done"},
		{"orderBy", "updatedTime"}, {"orderDirection", ""}, {"offset", "100"}, {"entryStatus[]", "completed"}, {"nextPageToken", "abc"}, {"nextPageToken", ""},
		{"limit", "10", "limit", "20"},
	} {
		o.get("bizCards", append(slices.Clone(wholePeriod[:4]), bad...)...).refused(400, "invalid_value "+bad[0])
	}
	o.get("bizCards", "updatedFrom", "2021-01-01T00:00:00Z", "updatedTo", "2020-01-01T00:00:00Z").refused(400, "invalid_value updatedTo")
	o.get("bizCards", "range", "us", "limit", "x").refused(400, "required updatedFrom", "required updatedTo", "invalid_value range", "invalid_value limit")
}

func TestSearch(t *testing.T) {
	o := open(t, sandbox.Options{})
	var card map[string]any
	for _, c := range o.cards("bizCards", wholePeriod...) {
		if c["email"] != nil && c["mobile"] != nil && c["firstName"] != nil && c["companyName"] != nil {
			card = c
		}
	}
	get := func(name string) string { return card[name].(string) }
	middle := func(s string) string { r := []rune(s); return string(r[1 : len(r)-1]) }
	full := get("lastName") + get("firstName")
	tests := []struct {
		field, value string
		found        bool
	}{
		{"companyName", get("companyName"), true}, {"companyName", middle(get("companyName")), true},
		{"name", full, true}, {"name", get("lastName"), true}, {"name", full[3:], false},
		{"email", get("email"), true}, {"email", get("email")[1:], false},
		{"tel", middle(get("tel")), true}, {"mobile", middle(get("mobile")), true}, {"mobile", "9999-9999", false},
	}
	for _, tt := range tests {
		found := slices.ContainsFunc(o.cards("bizCards/search", "range", "all", "includePastBizCards", "true", tt.field, tt.value), func(c map[string]any) bool { return c["id"] == card["id"] })
		if found != tt.found {
			t.Errorf("%s=%s: found is %v", tt.field, tt.value, found)
		}
	}
	all := o.cards("bizCards/search", "range", "all")
	if len(all) < 100 || !slices.IsSortedFunc(all, func(a, b map[string]any) int {
		return strings.Compare(b["registeredTime"].(string), a["registeredTime"].(string))
	}) {
		t.Error("a search is not ordered by registration, newest first")
	}
	o.get("bizCards/search", "updatedFrom", "2020-01-01T00:00:00Z").refused(400, "invalid_value updatedFrom")
	o.get("bizCards/search", "name", "").refused(400, "invalid_value name")
}

// TestMerged is 名寄せ: past cards are hidden, and asking for one answers the newest.
func TestMerged(t *testing.T) {
	o := open(t, sandbox.Options{})
	all, current := o.all("bizCards", wholePeriod...), o.all("bizCards", slices.Delete(slices.Clone(wholePeriod), 6, 8)...)
	past := 0
	for _, id := range all {
		got := o.get("bizCards/" + id).object()
		if got["id"] == id {
			if !slices.Contains(current, id) {
				t.Errorf("card %s is hidden, and nobody's past", id)
			}
			continue
		}
		past++
		if slices.Contains(current, id) || !slices.Contains(current, got["id"].(string)) {
			t.Errorf("card %s answers %s", id, got["id"])
		}
		head := o.get("persons/" + got["personId"].(string)).object()["headBizCard"].(map[string]any)
		if head["personId"] != got["personId"] {
			t.Errorf("person %s has the card of %s", got["personId"], head["personId"])
		}
	}
	if past == 0 || past != len(all)-len(current) {
		t.Errorf("%d cards answer another, %d are past", past, len(all)-len(current))
	}
}

func TestSingleObjects(t *testing.T) {
	o := open(t, sandbox.Options{})
	card := o.cards("bizCards", wholePeriod...)[0]
	person := o.get("persons/" + card["personId"].(string))
	if k := keys(t, person.body); !slices.Equal(k, sandbox.Fields()["Person"]) {
		t.Errorf("a person has %v", k)
	}
	for _, path := range []string{"bizCards/" + strings.Repeat("A", 32), "bizCards/1", "bizCards/1/tags", "persons/" + card["id"].(string)} {
		o.get(path).refused(404)
	}
	bad := open(t, sandbox.Options{Variants: sandbox.Variants{BadIDs: true}})
	bad.get("bizCards/1").refused(400, "invalid_value id")
	wrapped := open(t, sandbox.Options{Variants: sandbox.Variants{Item: true}})
	if got := wrapped.get("bizCards/" + card["id"].(string)).object()["item"].(map[string]any); got["id"] == nil {
		t.Errorf("got %v", got)
	}
	if got := wrapped.get("persons/" + card["personId"].(string)).object()["item"].(map[string]any); got["headBizCard"] == nil {
		t.Errorf("got %v", got)
	}
}

func TestCardVariants(t *testing.T) {
	text := open(t, sandbox.Options{Variants: sandbox.Variants{Nulls: sandbox.NullText, ZuluTimes: true, ExtraFields: true}})
	absent := open(t, sandbox.Options{Variants: sandbox.Variants{Nulls: sandbox.NullAbsent}})
	for i, c := range text.cards("bizCards", wholePeriod...) {
		if c["building"] == nil || c["nickname"] == nil || !strings.HasSuffix(c["updatedTime"].(string), "Z") {
			t.Fatalf("card %d is %v", i, c)
		}
	}
	if c := absent.cards("bizCards", wholePeriod...); !slices.ContainsFunc(c, func(c map[string]any) bool { return len(c) < 30 }) {
		t.Error("every card has every field")
	}
}

func TestImages(t *testing.T) {
	o := open(t, sandbox.Options{})
	var sides = map[string]int{}
	var front []byte
	for _, id := range o.all("bizCards", wholePeriod...)[:100] {
		for _, side := range []string{"front", "back"} {
			a := o.get("bizCards/"+id+"/image", "side", side)
			if a.status == 404 {
				if !strings.Contains(string(a.body), `"statusCode":400`) {
					t.Errorf("the body of a 404 is %s", a.body)
				}
				continue
			}
			if _, err := jpeg.Decode(bytes.NewReader(a.body)); err != nil || a.header.Get("Content-Type") != "image/jpeg" {
				t.Fatalf("%s: %v", a.header, err)
			}
			sides[side]++
			if side == "front" && !bytes.Equal(o.get("bizCards/"+id+"/image").body, a.body) {
				t.Error("the front is not what one gets by default")
			}
			if side == "back" && bytes.Equal(front, a.body) {
				t.Error("both sides are the same")
			}
			front = a.body
		}
	}
	if sides["front"] < 80 || sides["back"] == 0 || sides["back"] > 50 {
		t.Errorf("there are %v", sides)
	}
	o.get("bizCards/"+o.CardIDs()[0]+"/image", "side", "top").refused(400, "invalid_value side")
	if a := o.get("bizCards/1/image"); a.status != 404 {
		t.Errorf("got %d for a card that is not there", a.status)
	}
}

func TestTouchedCardsMoveAndWalksDoNotSeeIt(t *testing.T) {
	o := open(t, sandbox.Options{})
	var page list
	o.get("bizCards", wholePeriod...).into(&page)
	first := page.Data[0]["id"]
	o.Touch(0, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	if ids := o.all("bizCards", "nextPageToken", *page.NextPageToken); slices.Contains(ids, first.(string)) || len(ids) != 200 {
		t.Error("a walk under way saw the change")
	}
	if ids := o.all("bizCards", wholePeriod...); ids[299] != first || ids[0] == first {
		t.Error("the touched card is not the last")
	}
	c := o.get("bizCards/" + first.(string)).object()
	if c["updatedTime"] != "2026-03-01T09:00:00+09:00" {
		t.Errorf("got %v", c)
	}
}
