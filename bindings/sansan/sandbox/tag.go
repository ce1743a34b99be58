package sandbox

import (
	"net/url"
	"slices"
	"strconv"
)

// tagCount is how many tags a company has.
const tagCount = 24

// tag is one tag; everything follows from its number.
type tag int

func (t tag) kind() string { return [...]string{"private", "public", "shared"}[t%3] }

func (t tag) owner() int { return int(t) / 3 % 3 }

func (t tag) name() string {
	names := [...]string{"コンサルタント", "展示会", "要フォロー", "ＶＩＰ", "代理店", "採用候補", "セミナー参加", "年賀状"}
	name := names[int(t)%len(names)]
	if round := int(t) / len(names); round > 0 {
		name += strconv.Itoa(round + 1)
	}
	return name
}

// visible: a private tag is its owner's alone.
func (t tag) visible(k *key) bool { return t.kind() != "private" || t.owner() == k.user }

// on reports whether the card bears the tag.
func (t tag) on(c *card, seed uint64) bool {
	if t.kind() == "private" && t.owner() != c.owner {
		return false
	}
	return dice(seed+uint64(t)+2, c.n)(6) == 0
}

// append writes the Tag object; its id is spelt as in the document.
func (t tag) append(b []byte, s *Sandbox) []byte {
	name := `{"Id":"`
	if s.options.Variants.LowerID {
		name = `{"id":"`
	}
	b = s.ids.append(append(b, name...), tagID, int(t))
	b = appendString(append(b, `","name":`...), t.name())
	b = append(append(b, `,"type":"`...), t.kind()...)
	b = append(append(b, `","owner":`...), s.owners[t.owner()]...)
	return append(b, '}')
}

// listTags is タグ Set 取得.
func (s *Sandbox) listTags(r *request) (*reply, *refusal) {
	return s.list(r, "tags", func(v url.Values) ([]item, *refusal) {
		types, refused := s.wantedTypes(v)
		if refused != nil {
			return nil, refused
		}
		mine := v.Get("range") == "me"
		return s.pickTags(func(t tag) bool {
			return slices.Contains(types, t.kind()) && t.visible(r.key) && (!mine || t.owner() == r.key.user)
		}), nil
	})
}

// wantedTypes reads type, in the one form that the variant knows.
func (s *Sandbox) wantedTypes(v url.Values) ([]string, *refusal) {
	plain, brackets := v["type"], v["type[]"]
	switch {
	case !s.options.Variants.TypeBrackets && len(brackets) > 0:
		return nil, bad(codeInvalid, "type[]", "type[] is invalid.")
	case !s.options.Variants.TypeBrackets:
		return plain, nil
	case len(brackets) > 0:
		return brackets, nil
	default:
		return plain[:1], nil
	}
}

// listCardTags is 名刺のタグ Set 取得.
func (s *Sandbox) listCardTags(r *request) (*reply, *refusal) {
	c := s.find(r.id)
	if c == nil {
		return nil, s.unknown("id")
	}
	if s.options.Variants.Redirect {
		c = s.newest(c)
	}
	return s.list(r, "bizCards/"+r.id+"/tags", func(url.Values) ([]item, *refusal) {
		return s.pickTags(func(t tag) bool { return t.visible(r.key) && t.on(c, s.options.Seed) }), nil
	})
}

func (s *Sandbox) pickTags(want func(tag) bool) []item {
	gone := s.organisation.goneOwners()
	var items []item
	for t := range tag(tagCount) {
		if want(t) && !gone[t.owner()] {
			items = append(items, t)
		}
	}
	return items
}

// wantedTags reads the tags of a search: tagId[] any number of times, or one tagId.
func (s *Sandbox) wantedTags(v url.Values) ([]tag, *refusal) {
	var tags []tag
	for _, id := range append(v["tagId[]"], v["tagId"]...) {
		n, ok := s.ids.number(tagID, id)
		if !ok || n >= tagCount {
			return nil, bad(codeInvalid, "tagId", "tagId is invalid.")
		}
		tags = append(tags, tag(n))
	}
	return tags, nil
}

// tagged reports whether the card bears one of the tags, or all of them in that variant.
func (s *Sandbox) tagged(c *card, k *key, tags []tag) bool {
	bears := 0
	for _, t := range tags {
		if t.visible(k) && t.on(c, s.options.Seed) {
			bears++
		}
	}
	if s.options.Variants.AllTags {
		return bears == len(tags)
	}
	return bears > 0 || len(tags) == 0
}
