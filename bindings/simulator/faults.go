package simulator

import (
	"context"
	"net/http"
	"strings"
	"sync"

	"dandori/runtime/say"
)

// Faults are faults in the order in which they were ordered: for each request
// the first that concerns it happens. Safe for many goroutines; nil is none.
type Faults struct {
	mu     sync.Mutex
	faults []Fault
	seen   []int // by fault: the requests to its target
	fired  []int // by fault: how often it happened
}

// NewFaults returns the faults given.
func NewFaults(faults ...Fault) *Faults {
	return &Faults{faults: faults, seen: make([]int, len(faults)), fired: make([]int, len(faults))}
}

// ParseFaults reads faults separated by semicolons:
//
//	bizCards.list:3=500; task:*=reset-after; *:7=drip
//
// Each is OPERATION:WHEN=KIND. OPERATION may hold *; WHEN is 3, 2-5, -3 (the
// first three), 3- (from the third on), * or */4 (each fourth), counted among
// the requests that OPERATION stands for. "" is none.
func ParseFaults(spec string) (*Faults, error) {
	var faults []Fault
	for s := range strings.SplitSeq(spec, ";") {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		f, err := parseFault(s)
		if err != nil {
			return nil, say.Errorf("fault %q: %w", s, err)
		}
		faults = append(faults, f)
	}
	return NewFaults(faults...), nil
}

// Check returns an error for a fault whose target is none of the operations.
func (f *Faults) Check(operations []string) error {
	if f == nil {
		return nil
	}
	for _, fault := range f.faults {
		known := false
		for _, o := range operations {
			known = known || fault.matches(o)
		}
		if !known {
			return say.Errorf("fault %q: there is no operation %q; there are: %s", fault.String(), fault.Target, strings.Join(operations, ", "))
		}
	}
	return nil
}

// String returns the faults as ParseFaults reads them.
func (f *Faults) String() string {
	if f == nil {
		return ""
	}
	parts := make([]string, len(f.faults))
	for i, fault := range f.faults {
		parts[i] = fault.String()
	}
	return strings.Join(parts, "; ")
}

// Fired returns how often each fault happened, in the order of the orders.
func (f *Faults) Fired() []int {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]int(nil), f.fired...)
}

// next counts one request and returns the fault that it meets.
func (f *Faults) next(operation string) (met Fault, ok bool) {
	if f == nil {
		return Fault{}, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, fault := range f.faults {
		if !fault.matches(operation) {
			continue
		}
		f.seen[i]++
		if !ok && fault.hits(f.seen[i]) {
			f.fired[i]++
			met, ok = fault, true
		}
	}
	return met, ok
}

type orderedKey struct{}

// Ordered returns the fault that the vendor's own handler must answer to r,
// because its shape is the vendor's: TooMany, TooManyBare or TokenDies; "" when there is none.
func Ordered(r *http.Request) Kind {
	kind, _ := r.Context().Value(orderedKey{}).(Kind)
	return kind
}

// Wrap returns a handler that lets next answer, or makes its answer go wrong.
// operation names the operation that a request asks for.
func (f *Faults) Wrap(operation func(*http.Request) string, next http.Handler) http.Handler {
	if f == nil || len(f.faults) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fault, ok := f.next(operation(r))
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		switch fault.Kind {
		case TooMany, TooManyBare, TokenDies:
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), orderedKey{}, fault.Kind)))
		default:
			fault.spoil(w, r, next)
		}
	})
}
