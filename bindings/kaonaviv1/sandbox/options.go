package sandbox

import (
	"cmp"
	"net/http"
	"time"

	"dandori/bindings/simulator"
	"dandori/runtime/clock"
)

// Options shapes a sandbox. The zero value is the vendor as documented, with 200 members.
type Options struct {
	Seed    uint64           // which people; the same seed and size give the same company
	Size    int              // members; 0 is 200
	Now     func() time.Time // the time of day; nil is the clock's
	Limits  Limits
	JobTime time.Duration    // how long a task takes, a quarter of it waiting; 0 is 2 s, negative no time at all
	Course  func(Job) Course // called once for each task; nil: all take JobTime and end well. It must not call the sandbox

	Key, Secret string // consumer key and secret; "" is that of the document's sample

	ErrorStatus int // HTTP status of what is refused in the body, 200 or 400; 0 is 400
	TokenStatus int // HTTP status when a token or consumer key is refused; 0 is 401

	Commit func() error // called after each request and before anything of its answer is sent, to save it; an error answers 503 instead

	Variant Variant
	Faults  *simulator.Faults  // see Operations for the names that they may have
	Latency *simulator.Latency // the way there and back
}

// Limits are those of the document's section 1.3, for the one company there is.
type Limits struct {
	Off         bool          // none at all
	Requests    int           // in each Per; 0 is 60
	Per         time.Duration // 0 is an hour
	Tokens      int           // given out in each TokenPer; 0 is 5
	TokenPer    time.Duration // 0 is an hour
	TokenLife   time.Duration // 0 is an hour
	FreeTokens  bool          // token requests do not count among the requests
	FreeRefused bool          // requests refused with 429 do not count
}

// Variant holds readings of the document that a client must live with, too.
type Variant struct {
	UpdateBlanks  bool // 2.15 blanks the columns that a row leaves out
	UpdateAppends bool // 2.15 appends to sheets of several records
	VData         bool // 2.14 names its rows vdata, as its sample does
	PresetSlash   bool // 2.12 is /preset/, as in the list of functions, and not /preset
	SheetHeaders  bool // 2.8 answers with headers, as 2.2 and 2.14 do
	MessageOnly   bool // a task's reasons stand in "message", as one text, instead of in "errors"
	DryRunTask    bool // errors of a dry run are told by its task
	DryRunBare    bool // a dry run without errors has no progress_id
}

// Job is a task that was accepted.
type Job struct {
	ID        int
	Operation string // one of Operations
	Sheet     string // the sheet's id, "" for users and departments
	Nth       int    // among the tasks of this operation, from 1
}

// Course is what becomes of a task: WAITING, then RUNNING, then its end; one that crashes ends as ERROR.
type Course = simulator.Course

const (
	defaultSize    = 200
	defaultJobTime = 2 * time.Second
	sampleKey      = "1234567890abcdef" // document 2.1
)

func (o Options) withDefaults() Options {
	o.Size = cmp.Or(o.Size, defaultSize)
	o.Key, o.Secret = cmp.Or(o.Key, sampleKey), cmp.Or(o.Secret, sampleKey)
	o.ErrorStatus = cmp.Or(o.ErrorStatus, http.StatusBadRequest)
	o.TokenStatus = cmp.Or(o.TokenStatus, http.StatusUnauthorized)
	o.JobTime = cmp.Or(o.JobTime, defaultJobTime)
	o.Limits.Requests, o.Limits.Per = cmp.Or(o.Limits.Requests, 60), cmp.Or(o.Limits.Per, time.Hour)
	o.Limits.Tokens, o.Limits.TokenPer = cmp.Or(o.Limits.Tokens, 5), cmp.Or(o.Limits.TokenPer, time.Hour)
	o.Limits.TokenLife = cmp.Or(o.Limits.TokenLife, time.Hour)
	if o.Now == nil {
		o.Now = clock.Now
	}
	if o.Commit == nil {
		o.Commit = func() error { return nil }
	}
	if o.Course == nil {
		o.Course = func(Job) Course { return simulator.Steady(max(o.JobTime, 0)) }
	}
	return o
}

// window returns a new window of n requests in each per.
func (l Limits) window(n int, per time.Duration) *simulator.Window {
	return simulator.WindowOf(l.Off, l.FreeRefused, n, per)
}

// Limits returns the limits that the sandbox keeps.
func (s *Sandbox) Limits() Limits { return s.options.Limits }

// Consumer returns the consumer key and secret that a client needs for a token.
func (s *Sandbox) Consumer() (key, secret string) { return s.options.Key, s.options.Secret }

// Consumer returns the consumer key and secret of every sandbox that is not given others.
func Consumer() (key, secret string) { return sampleKey, sampleKey }
