package cli

import (
	"context"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/journal"
)

// exportedEntry is a line of a journal as a bug report shows it.
type exportedEntry struct {
	Kind       journal.Kind        `json:"kind"`
	At         time.Time           `json:"at"`
	N          int                 `json:"n,omitempty"`
	Call       *exportedCall       `json:"call,omitempty"`
	Answer     *exportedAnswer     `json:"answer,omitempty"`
	Error      *exportedError      `json:"error,omitempty"`
	Time       time.Time           `json:"time,omitzero"`
	Bytes      int                 `json:"bytes,omitempty"` // of a note or of randomness
	Pins       *exportedPins       `json:"pins,omitempty"`
	Intent     *exportedIntent     `json:"intent,omitempty"`
	Result     *exportedResult     `json:"result,omitempty"`
	Resolution *exportedResolution `json:"resolution,omitempty"`
	Plan       any                 `json:"plan,omitempty"` // what the call said that it would change
}

type exportedCall struct {
	Kind   string `json:"kind"`
	Target string `json:"target,omitempty"`
	Effect string `json:"effect"`
	Args   any    `json:"args,omitempty"`
}

type exportedAnswer struct {
	Bytes  int            `json:"bytes"`
	Body   any            `json:"body"`
	Cursor int            `json:"cursorBytes,omitempty"`
	Keep   []exportedKeep `json:"keep,omitempty"`
}

type exportedKeep struct {
	Key   string `json:"key"`
	Value any    `json:"value"`
	AtEnd bool   `json:"atEnd"`
}

type exportedPins struct {
	Version     int           `json:"version"`
	Lang        string        `json:"lang"`
	Prelude     string        `json:"prelude"`
	Connections []exportedPin `json:"connections"`
}

type exportedPin struct {
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	Version string `json:"version"`
	Sandbox bool   `json:"sandbox"`
}

type exportedIntent struct {
	K          int       `json:"k"`
	Try        int       `json:"try"`
	At         time.Time `json:"at"`
	Connection string    `json:"connection"`
	Operation  string    `json:"operation"`
	Effect     string    `json:"effect"`
	Method     string    `json:"method"`
	Path       string    `json:"path"`
	Bytes      int       `json:"bytes"`
	Body       any       `json:"body"`
}

type exportedResult struct {
	K      int            `json:"k"`
	Try    int            `json:"try"`
	Fate   call.Fate      `json:"fate"`
	Status int            `json:"status,omitempty"`
	Bytes  int            `json:"bytes"`
	Body   any            `json:"body"`
	Error  *exportedError `json:"error,omitempty"`
}

type exportedResolution struct {
	K        int  `json:"k"`
	Happened bool `json:"happened"`
	Answer   any  `json:"answer"`
}

func (r *exporter) entry(ctx context.Context, e journal.Entry) (exportedEntry, error) {
	x := exportedEntry{Kind: e.Kind, At: e.At, N: e.N, Time: e.Time, Bytes: len(e.Bytes), Error: r.error(e.Err)}
	keys := r.mask.keysOf(r.kinds[e.N])
	switch e.Kind {
	case journal.Begin:
		x.Pins = pinsOf(e.Pins)
	case journal.Ask:
		r.kinds[e.N] = e.Call.Kind
		x.Call = &exportedCall{e.Call.Kind, r.mask.target(e.Call.Target), e.Call.Effect.String(), r.mask.args(e.Call.Kind, e.Call.Args)}
	case journal.Outcome:
		if e.Err == nil {
			return x, r.answer(ctx, e, &x)
		}
	case journal.Intent:
		x.Intent = r.intent(e.Intent)
	case journal.Result:
		x.Result = r.result(e.Result)
	case journal.Plan:
		x.Plan = r.mask.json(e.Bytes, r.mask.field)
	case journal.Resolve:
		x.Resolution = &exportedResolution{e.Resolution.K, e.Resolution.Happened, r.mask.json(e.Resolution.Answer, keys)}
	}
	return x, nil
}

func (r *exporter) answer(ctx context.Context, e journal.Entry, x *exportedEntry) (err error) {
	body := e.Answer.Body
	if e.Blob != "" {
		if body, err = r.store.Content(ctx, e.Blob); err != nil {
			return err
		}
	}
	x.Answer = &exportedAnswer{Bytes: len(body), Body: r.mask.json(body, r.mask.keysOf(r.kinds[e.N])), Cursor: len(e.Answer.Cursor)}
	for _, k := range e.Answer.Keep {
		x.Answer.Keep = append(x.Answer.Keep, exportedKeep{r.mask.text(k.Key), r.mask.json(k.Value, r.mask.own), k.AtEnd})
	}
	return nil
}

func pinsOf(p *journal.Pins) *exportedPins {
	if p == nil {
		return nil
	}
	x := &exportedPins{Version: p.Version, Lang: p.Lang, Prelude: p.Prelude, Connections: []exportedPin{}}
	for _, c := range p.Connections {
		x.Connections = append(x.Connections, exportedPin{c.Name, c.Kind, c.Version, c.Sandbox})
	}
	return x
}

func (r *exporter) intent(i *call.Intent) *exportedIntent {
	if i == nil {
		return nil
	}
	return &exportedIntent{
		K: i.K, Try: i.Try, At: i.At, Connection: i.Request.Connection, Operation: i.Request.Operation.Name, Effect: i.Request.Operation.Effect.String(),
		Method: i.Method, Path: r.mask.path(i.Path), Bytes: len(i.Body), Body: r.mask.json(i.Body, r.mask.field),
	}
}

func (r *exporter) result(s *call.Result) *exportedResult {
	if s == nil {
		return nil
	}
	return &exportedResult{
		K: s.K, Try: s.Try, Fate: s.Fate, Status: s.Status, Bytes: len(s.Body), Body: r.mask.json(s.Body, r.mask.field), Error: r.error(s.Err),
	}
}
