package sandbox_test

import (
	"slices"
	"testing"

	"dandori/bindings/sansan/sandbox"
)

func TestTagsHaveTheFieldsOfTheSample(t *testing.T) {
	var page struct{ Data []rawObject }
	open(t, sandbox.Options{}).get("tags").into(&page)
	for _, tag := range page.Data {
		if k := keys(t, tag); !slices.Equal(k, sandbox.Fields()["Tag"]) {
			t.Errorf("a tag has %v", k)
		}
	}
	open(t, sandbox.Options{Variants: sandbox.Variants{LowerID: true}}).get("tags").into(&page)
	if k := keys(t, page.Data[0]); k[0] != "id" {
		t.Errorf("a tag has %v", k)
	}
}

type rawObject []byte

func (r *rawObject) UnmarshalJSON(b []byte) error { *r = slices.Clone(b); return nil }

func types(tags []map[string]any) []string {
	var all []string
	for _, t := range tags {
		all = append(all, t["type"].(string))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestTagTypesAndRanges(t *testing.T) {
	o := open(t, sandbox.Options{})
	tests := []struct {
		pairs []string
		want  []string
	}{
		{nil, []string{"private"}},
		{[]string{"type", "public"}, []string{"public"}},
		{[]string{"type", "public", "type", "shared"}, []string{"public", "shared"}},
		{[]string{"type", "private", "type", "public", "type", "shared", "range", "all"}, []string{"private", "public", "shared"}},
	}
	for _, tt := range tests {
		if got := types(o.cards("tags", tt.pairs...)); !slices.Equal(got, tt.want) {
			t.Errorf("%v: got %v", tt.pairs, got)
		}
	}
	mine, everybodys := o.cards("tags", "type", "public"), o.cards("tags", "type", "public", "range", "all")
	if len(everybodys) <= len(mine) {
		t.Errorf("%d of %d public tags are mine", len(mine), len(everybodys))
	}
	hers := o.as(sandbox.MemberKey).cards("tags", "range", "all")
	for _, tag := range hers {
		if tag["owner"].(map[string]any)["id"] == everybodys[0]["owner"].(map[string]any)["id"] {
			t.Error("a private tag of somebody else is shown")
		}
	}
	o.get("tags", "type", "secret").refused(400, "invalid_value type")
	o.get("tags", "type[]", "public").refused(400, "invalid_value type[]")
}

func TestTagTypesInBrackets(t *testing.T) {
	o := open(t, sandbox.Options{Variants: sandbox.Variants{TypeBrackets: true}})
	if got := types(o.cards("tags", "type[]", "public", "type[]", "shared")); !slices.Equal(got, []string{"public", "shared"}) {
		t.Errorf("got %v", got)
	}
	if got := types(o.cards("tags", "type", "public", "type", "shared")); !slices.Equal(got, []string{"public"}) {
		t.Errorf("got %v", got)
	}
}

// TestTagsOfCardsAndCardsOfTags compares what the cards say with what the search finds.
func TestTagsOfCardsAndCardsOfTags(t *testing.T) {
	o, all := open(t, sandbox.Options{Size: 60}), open(t, sandbox.Options{Size: 60, Variants: sandbox.Variants{AllTags: true}})
	bears := map[string][]string{}
	for _, card := range o.all("bizCards", wholePeriod...) {
		for _, tag := range o.all("bizCards/"+card+"/tags", "limit", "1") {
			bears[tag] = append(bears[tag], card)
		}
	}
	tags := o.all("tags", "type", "public", "type", "shared", "range", "all")
	search := []string{"range", "all", "includePastBizCards", "true", "entryStatus", "processing", "entryStatus", "completed", "entryStatus", "unreadable"}
	for _, tag := range tags {
		for _, name := range []string{"tagId", "tagId[]"} {
			found := o.all("bizCards/search", append(slices.Clone(search), name, tag)...)
			slices.Sort(found)
			slices.Sort(bears[tag])
			if !slices.Equal(found, bears[tag]) {
				t.Errorf("tag %s is on %v, the search finds %v", tag, bears[tag], found)
			}
		}
	}
	both := append(slices.Clone(search), "tagId[]", tags[0], "tagId[]", tags[1])
	common := 0
	for _, card := range bears[tags[0]] {
		if slices.Contains(bears[tags[1]], card) {
			common++
		}
	}
	if n := len(o.all("bizCards/search", both...)); n != len(bears[tags[0]])+len(bears[tags[1]])-common {
		t.Errorf("%d cards with either", n)
	}
	if n := len(all.all("bizCards/search", both...)); n != common {
		t.Errorf("%d cards with both, want %d", n, common)
	}
	o.get("bizCards/search", "tagId", tags[0], "tagId", tags[1]).refused(400, "invalid_value tagId")
	o.get("bizCards/search", "tagId[]", "nobody").refused(400, "invalid_value tagId")
}
