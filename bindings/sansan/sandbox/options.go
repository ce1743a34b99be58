package sandbox

import (
	"time"

	"dandori/bindings/simulator"
	"dandori/runtime/clock"
)

// The keys that a sandbox knows: of a system administrator and of a user
// without any rights but her own.
const (
	AdminKey  = "sandbox0admin0key0of0sansan00001"
	MemberKey = "sandbox0member0key0of0sansan0002"
)

// Options say what a sandbox is made of; the zero value is a small company
// with the vendor's own limits.
type Options struct {
	Seed    uint64
	Size    int              // business cards, 0 = 300
	Users   int              // users of the organisation, 0 = 40, at least 3
	Version string           // in the path, "" = v2.3
	AppID   string           // when set, every request must carry it as X-Sansan-App-Id
	Now     func() time.Time // nil = clock.Now
	Cache   bool             // keep cards as encoded, for benchmarks: a third of the time, 1 KiB a card
	Newest  time.Time        // about when the newest card was updated; zero = 2025-12-26 18:00 in Japan

	Limits  Limits
	JobTime time.Duration // from the reservation of an import to its end, when no other is before it; 0 = 2s
	Latency *simulator.Latency
	Faults  *simulator.Faults
	Commit  func() error // called after each request and before anything of its answer is sent, to save it; an error answers 503 instead

	Variants Variants
}

// Limits are the request limits of one key; the zero value is the vendor's, 10 in 1 second.
type Limits struct {
	Off       bool // none at all, for benchmarks
	Requests  int
	Per       time.Duration
	Forgiving bool // refused requests do not count
}

// Variants are other readings of what the document leaves open, and answers
// that it does not foresee but that clients met.
type Variants struct {
	LowerID       bool // tags: "id", where the document writes "Id"
	LowerCode     bool // errors: "code", where the document writes "Code"
	Item          bool // single objects come in {"item": …}
	OneError      bool // "error" is an object, not an array
	NoErrors      bool // an error answer has no "error"
	BadIDs        bool // an id that nobody has is a 400 invalid_value, not a 404 (the image excepted)
	ZuluTimes     bool // times end in Z
	HalfOpen      bool // updatedTo does not belong to the period
	ExtraFields   bool // cards have a field that the document does not know
	AllTags       bool // several tags in a search: all of them
	TypeBrackets  bool // several types of tags are type[]=…; of repeated type=… only the first counts
	Redirect      bool // images and tags of a merged card are those of the newest one
	BOM           bool // CSV begins with a byte order mark
	HeaderRow     bool // CSV begins with the columns' names
	QuoteAll      bool // CSV cells are all quoted
	LF            bool // CSV lines end in LF
	ShortRows     bool // CSV rows end with their last cell that is not blank
	CapitalBools  bool // results: True and False
	AllRows       bool // a failed import lists the good rows too, not completed and without a message
	BlankKeeps    bool // an edit with a blank cell keeps what is there, whatever the column
	DeleteFlag0   bool // DeleteFlag is read as 0
	StrictSJIS    bool // sjis is JIS X 0208 alone, without the extensions of Windows
	LenientEnding bool // the body of an upload may end without CR LF

	Nulls      Nulls
	LastToken  LastToken
	RetryAfter RetryAfter
	Paging     Paging
}

// Nulls says how cards show what they do not have.
type Nulls string

// How cards show what they do not have.
const (
	NullValue  Nulls = ""       // null
	NullText   Nulls = "text"   // "null", as in some of the document's samples
	NullAbsent Nulls = "absent" // not at all
)

// LastToken says what nextPageToken is on the last page.
type LastToken string

// What nextPageToken is on the last page.
const (
	TokenNull   LastToken = ""       // null
	TokenAbsent LastToken = "absent" // not there
	TokenEmpty  LastToken = "empty"  // ""
)

// RetryAfter says where a 429 has its numbers.
type RetryAfter string

// Where a 429 has its numbers.
const (
	RetryTop    RetryAfter = ""       // at the top of the body
	RetryString RetryAfter = "string" // there, as strings
	RetryError  RetryAfter = "error"  // in the object of the error
	RetryHeader RetryAfter = "header" // in the header Retry-After
	RetryNone   RetryAfter = "none"   // nowhere
)

// Paging says how paging is broken.
type Paging string

// How paging is broken.
const (
	PagingWhole     Paging = ""           // it is not
	PagingNoToken   Paging = "no-token"   // hasMore is true, but there is no token
	PagingSameToken Paging = "same-token" // the second page names its own token as the next
	PagingNoHasMore Paging = "no-hasMore" // there is a token, but no hasMore
)

var jst = time.FixedZone("JST", 9*60*60)

// withDefaults returns o with every zero value replaced.
func (o Options) withDefaults() Options {
	if o.Size == 0 {
		o.Size = 300
	}
	if o.Users == 0 {
		o.Users = 40
	}
	o.Users = max(o.Users, 3)
	if o.Version == "" {
		o.Version = "v2.3"
	}
	if o.Now == nil {
		o.Now = clock.Now
	}
	if o.Newest.IsZero() {
		o.Newest = time.Date(2025, 12, 26, 18, 0, 0, 0, jst)
	}
	if o.JobTime == 0 {
		o.JobTime = 2 * time.Second
	}
	if o.Commit == nil {
		o.Commit = func() error { return nil }
	}
	if o.Limits.Requests == 0 {
		o.Limits.Requests, o.Limits.Per = LimitRequests, LimitPer
	}
	return o
}

// window returns a new window of the limits.
func (l Limits) window() *simulator.Window {
	switch {
	case l.Off:
		return nil
	case l.Forgiving:
		return simulator.NewForgivingWindow(l.Requests, l.Per)
	default:
		return simulator.NewWindow(l.Requests, l.Per)
	}
}
