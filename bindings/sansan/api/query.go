package api

import (
	"maps"
	"net/url"
	"strconv"
	"time"
)

// Range says whose cards or tags: those of the key's user, or all that the user may see.
type Range string

// Order is a property that cards come sorted by.
type Order string

// The document's values. completedAt has no field on the card, so a walk in
// that order cannot go on from a card.
const (
	Me  Range = "me"
	All Range = "all"

	RegisteredAt Order = "registeredAt"
	CompletedAt  Order = "completedAt"
	UpdatedAt    Order = "updatedAt"

	Ascending  = "asc"
	Descending = "desc"

	// MaxLimit is the largest page that the vendor gives (limit, 1–300).
	MaxLimit = 300
)

// Ranges are the values of range: whose cards and tags.
func Ranges() []string { return []string{string(Me), string(All)} }

// EntryStatuses are the values of entryStatus.
func EntryStatuses() []string { return []string{"processing", "completed", "unreadable"} }

// Orders are the values of orderBy.
func Orders() []string {
	return []string{string(RegisteredAt), string(CompletedAt), string(UpdatedAt)}
}

// Directions are the values of orderDirection.
func Directions() []string { return []string{Ascending, Descending} }

// Sides are the values of side of an image.
func Sides() []string { return []string{"front", "back"} }

// TagTypes are the values of type of a tag.
func TagTypes() []string { return []string{"private", "public", "shared"} }

// CardOptions are the parameters that both card listings take. Zero values are
// left to the vendor, but for order and page size, which are always sent: the
// document contradicts itself about the former.
type CardOptions struct {
	Range            Range // required: the vendor's default hides everybody else's cards
	IncludePastCards bool
	EntryStatus      []string // default: completed
	OrderBy          Order
	OrderDirection   string
	Limit            int // of one page, 1–300; 0 is 300
}

func (o CardOptions) query() url.Values {
	q := url.Values{
		"range":               {string(o.Range)},
		"includePastBizCards": {strconv.FormatBool(o.IncludePastCards)},
		"orderBy":             {string(o.OrderBy)},
		"orderDirection":      {o.OrderDirection},
		"limit":               {limit(o.Limit)},
	}
	if len(o.EntryStatus) > 0 {
		q["entryStatus"] = o.EntryStatus // repeated without brackets, as the document shows it
	}
	return q
}

func limit(n int) string {
	if n == 0 {
		n = MaxLimit
	}
	return strconv.Itoa(n)
}

// Period is what ListCards takes: the cards updated in a span of time.
type Period struct {
	CardOptions           // OrderBy defaults to updatedAt, OrderDirection to asc
	From        time.Time // updatedFrom, required
	To          time.Time // updatedTo; zero is now
	Parallel    int       // how many parts of the period are walked at once; 0 and 1 are one. More needs the default order.
}

// Forward reports whether the period is walked from its oldest update on: only
// then can a walk go on from a card, and be divided.
func (p Period) Forward() bool {
	return (p.OrderBy == "" || p.OrderBy == UpdatedAt) && (p.OrderDirection == "" || p.OrderDirection == Ascending)
}

// Search is what SearchCards takes. The document does not say how several
// conditions, or several tags, are combined.
type Search struct {
	CardOptions        // OrderBy defaults to registeredAt, OrderDirection to desc
	CompanyName string // partial match
	Name        string // prefix match on the full name
	Email       string // exact match
	Tel         string // partial match
	Mobile      string // partial match
	TagIDs      []string
}

func (s Search) query() url.Values {
	q := s.CardOptions.query()
	for name, value := range map[string]string{
		"companyName": s.CompanyName, "name": s.Name, "email": s.Email, "tel": s.Tel, "mobile": s.Mobile,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(s.TagIDs) > 0 {
		q["tagId[]"] = s.TagIDs // with brackets, unlike entryStatus
	}
	return q
}

func (s Search) hasCondition() bool {
	return s.CompanyName+s.Name+s.Email+s.Tel+s.Mobile != "" || len(s.TagIDs) > 0
}

// TagQuery is what ListTags takes.
type TagQuery struct {
	Range Range    // required
	Types []string // default: private
	Limit int      // of one page, 1–300; 0 is 300
}

// queries is one query for each type.
func (t TagQuery) queries() []url.Values {
	base := url.Values{"range": {string(t.Range)}, "limit": {limit(t.Limit)}}
	if len(t.Types) == 0 {
		return []url.Values{base}
	}
	all := make([]url.Values, len(t.Types))
	for i, kind := range t.Types {
		all[i] = maps.Clone(base)
		all[i].Set("type", kind)
	}
	return all
}
