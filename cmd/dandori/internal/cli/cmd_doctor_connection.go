package cli

import (
	"context"
	"net/http"
	"sync"
	"time"

	"dandori/bindings"
	"dandori/runtime/clock"
	"dandori/runtime/quota"
	"dandori/runtime/say"
	"dandori/runtime/transport"
)

// touchPatience is how long a connection has to answer, a wait for its limits included.
const touchPatience = time.Minute

// connectionSigns asks a connection for something small, and holds the
// answer's time against this machine's.
func (a *app) connectionSigns(ctx context.Context, p *project, s *keeping, name string) []sign {
	check := "connection " + name
	declared, _ := p.config.Connections.Named(name)
	if declared.Sandbox {
		return []sign{well(check, say.T("simulated (sandbox: true): nothing goes to the vendor"))}
	}
	var clocks skew
	err := touch(ctx, name, bindings.Config{
		Root: p.root, Connections: p.config.Connections, Use: []string{name}, Lookup: p.lookup,
		ProxyEnv: http.ProxyFromEnvironment, Ledger: s.ledger, Poller: s.poller, Sandbox: s.sandbox,
		Claimant: quota.Claimant{Interactive: true}, OnByte: a.atSocket(), Log: clocks.note,
	})
	signs := []sign{well(check, say.T("the vendor takes its credentials"))}
	if err != nil {
		signs = []sign{ill(check, err)}
	}
	if off, known := clocks.off(); known {
		signs = append(signs, clockSign(check, off))
	}
	return signs
}

// touch opens a connection for one small request.
func touch(ctx context.Context, name string, c bindings.Config) error {
	ctx, stop := context.WithTimeout(ctx, touchPatience)
	defer stop()
	o, err := bindings.Connect(c)
	defer func() { o.Close() }() // also after an error
	if err != nil {
		return err
	}
	return o.Touch(ctx, name)
}

// tolerable is how wrong a clock may be before logs and schedules mislead people.
const tolerable = 30 * time.Second

func clockSign(check string, off time.Duration) sign {
	if off.Abs() <= tolerable {
		return well(check, say.T("its clock and this machine's agree"))
	}
	s := sign{check: check, condition: conditionWarn, message: say.T("this machine's clock is %s behind the vendor's", span(off.Round(time.Second))),
		hint: say.T("let the system set its clock (NTP): schedules go by it")}
	if off < 0 {
		s.message = say.T("this machine's clock is %s ahead of the vendor's", span(-off.Round(time.Second)))
	}
	return s
}

// skew notes how far the vendor's clock is from this machine's.
type skew struct {
	mu    sync.Mutex
	known bool
	least time.Duration // the smallest that any answer showed
}

// note takes an answer's date, which was set between the request and now.
func (s *skew) note(e transport.Entry) {
	if e.Date.IsZero() {
		return
	}
	off := difference(e.Date, clock.Now().Add(-e.Took), clock.Now())
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.known || off.Abs() < s.least.Abs() {
		s.known, s.least = true, off
	}
}

func (s *skew) off() (time.Duration, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.least, s.known
}

// difference is by how much a date, which has full seconds, lies after or
// before the time between sent and answered; 0 within it.
func difference(date, sent, answered time.Time) time.Duration {
	switch {
	case date.After(answered):
		return date.Sub(answered)
	case date.Add(time.Second).Before(sent):
		return date.Add(time.Second).Sub(sent)
	}
	return 0
}
