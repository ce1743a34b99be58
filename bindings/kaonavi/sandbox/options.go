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

	Key, Secret string // Consumer Key and Consumer Secret; "" are those of Consumer

	// Unticked are the boxes of 操作対象の管理 that are off, as patterns of
	// Box.String: "members:update", "sheets/77:*". None: all boxes are on,
	// although the vendor begins with all off (§1.1).
	Unticked []string

	Commit func() error // called after each request and before anything of its answer is sent, to save it; an error answers 503 instead

	Variant Variant
	Faults  *simulator.Faults  // see Operations for the names that they may have
	Latency *simulator.Latency // the way there and back
}

// Limits are those of §3, for the one company there is.
type Limits struct {
	Off         bool          // no request limits at all; what a body may hold stays
	Requests    int           // in each Per; 0 is 3,000 (§3, B; 1,000 in OS of 2023)
	Per         time.Duration // 0 is an hour
	Updates     int           // update requests (§3.1) in each UpdatePer; 0 is 5 (§3, B)
	UpdatePer   time.Duration // 0 is a minute
	Tokens      int           // given out in each TokenPer; 0 is any number: §2 knows that there is a limit, not which
	TokenPer    time.Duration // 0 is an hour
	TokenLife   time.Duration // 0 is an hour (§2, A)
	LinkLife    time.Duration // of a download link; 0 is 15 minutes (§8.2, B)
	Body        int64         // bytes of a body; 0 is 250 MB (§3, C)
	FreeTokens  bool          // token requests do not count among the requests
	FreeRefused bool          // requests refused with 429 do not count
	FreeBad     bool          // update requests that are refused with another status do not count as updates
	FreeDryRun  bool          // rehearsals do not count as updates
}

// Checks says which problems of a task's body are told at once, with 400, and
// which by the task, as NG (§4, §5, §14).
type Checks string

// Which problems are told at once.
const (
	ChecksLayout Checks = ""     // all that body and layouts show; what depends on the data is the task's
	ChecksAll    Checks = "all"  // what depends on the data, too
	ChecksFew    Checks = "few"  // only what is missing or too long, which §4 promises (A)
	ChecksNone   Checks = "none" // only what is no body at all
)

// Variant holds readings of the fact sheet that a client must live with, too.
type Variant struct {
	ExpiresIn        bool   // the token's life is expires_in, not expire_in (§2)
	TaskStatus       int    // HTTP status of an accepted task; 0 is 200 (§4: 200, 201 or 202)
	CreateStatus     int    // of POST /users and /webhook; 0 is 200
	DeleteStatus     int    // of DELETE; 0 is 204 with nothing in it (§4, C). Any other answers {}
	NotTicked        int    // of a target that is not ticked; 0 is 403 (§4, D)
	BadToken         int    // of a token or key that is refused; 0 is 401 (§4)
	Checks           Checks // which problems are told at once
	NoErrors         bool   // an error answers without errors: {}
	TextErrors       bool   // an error answers with a plain text (§4)
	RetryAfter       bool   // a 429 names its time; no client reads a header of the sort (§3)
	IgnoreUnknown    bool   // keys that are not for writing are ignored, not refused
	DryRunBare       bool   // a rehearsal answers {} at once and no task_id (§6, §14)
	PutBlanksAll     bool   // PUT /members blanks the members that its body leaves out (§8.2, §14)
	KeepInUse        bool   // a department that has members cannot be removed (§8.4, §14)
	NoRetired        bool   // GET /members leaves out who has retired (§8.2, §14)
	NoMessages       bool   // a task that has nothing to say has no messages (§5)
	NullOptions      bool   // enum is null, not [], for what has no choices (§7.2)
	NoSince          bool   // updated_since is unknown to GET /members and /sheets/{id} (C, MCP only): refused
	NewFields        bool   // objects have a key that nobody knows
	RowTimes         bool   // members of a sheet have updated_at (§8.3, C)
	RecordsDropFiles bool   // records that are replaced lose their files (D)
	AllFields        bool   // sheets list items without a value, too, as values: [""] (§7.1, D)
}

// Job is a task that was accepted.
type Job struct {
	ID        int
	Operation string // one of Operations
	Nth       int    // among the tasks of this operation, from 1
}

// Course is what becomes of a task: WAITING, then RUNNING, then its end; one that crashes ends as ERROR.
type Course = simulator.Course

const (
	defaultSize    = 200
	defaultJobTime = 2 * time.Second

	consumerKey    = "sandbox-consumer-key"
	consumerSecret = "sandbox-consumer-secret"
)

func (o Options) withDefaults() Options {
	o.Size = cmp.Or(o.Size, defaultSize)
	o.Key, o.Secret = cmp.Or(o.Key, consumerKey), cmp.Or(o.Secret, consumerSecret)
	o.JobTime = cmp.Or(o.JobTime, defaultJobTime)
	o.Limits, o.Variant = o.Limits.withDefaults(), o.Variant.withDefaults()
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

func (l Limits) withDefaults() Limits {
	l.Requests, l.Per = cmp.Or(l.Requests, 3000), cmp.Or(l.Per, time.Hour)
	l.Updates, l.UpdatePer = cmp.Or(l.Updates, 5), cmp.Or(l.UpdatePer, time.Minute)
	l.TokenPer, l.TokenLife = cmp.Or(l.TokenPer, time.Hour), cmp.Or(l.TokenLife, time.Hour)
	l.LinkLife = cmp.Or(l.LinkLife, 15*time.Minute)
	l.Body = cmp.Or(l.Body, 250<<20)
	return l
}

func (v Variant) withDefaults() Variant {
	v.TaskStatus, v.CreateStatus = cmp.Or(v.TaskStatus, http.StatusOK), cmp.Or(v.CreateStatus, http.StatusOK)
	v.DeleteStatus = cmp.Or(v.DeleteStatus, http.StatusNoContent)
	v.NotTicked = cmp.Or(v.NotTicked, http.StatusForbidden)
	v.BadToken = cmp.Or(v.BadToken, http.StatusUnauthorized)
	return v
}

// window returns a new window of n requests in each per.
func (l Limits) window(n int, per time.Duration) *simulator.Window {
	return simulator.WindowOf(l.Off, l.FreeRefused, n, per)
}

// Limits returns the limits that the sandbox keeps.
func (s *Sandbox) Limits() Limits { return s.options.Limits }

// Consumer returns the Consumer Key and Consumer Secret of every sandbox that is not given others.
func Consumer() (key, secret string) { return consumerKey, consumerSecret }
