package sandboxes

import (
	"maps"
	"net/http"
	"slices"
	"time"

	kaonavi "dandori/bindings/kaonavi/sandbox"
	kaonaviv1 "dandori/bindings/kaonaviv1/sandbox"
	sansan "dandori/bindings/sansan/sandbox"
	"dandori/bindings/simulator"
	"dandori/runtime/workflow"
)

// Company is one simulated customer of a vendor.
type Company interface {
	http.Handler
	// Save returns everything that has happened to it; Load goes on from there,
	// in a company of the same seed and size.
	Save() ([]byte, error)
	Load(data []byte) error
	// Snapshot is the state that writes change: the same state is the same bytes.
	Snapshot() []byte
}

// Options say what the companies are like. The zero value is the vendors as documented.
type Options struct {
	// Seed and Size (business cards, members; 0: 300 and 200) are the company's
	// own: those that a project's sandbox was made with stay.
	Seed uint64
	Size int

	// The rest is the server's, and ends with it.
	Limits  Limits
	JobTime time.Duration    // that a task or an import takes; 0: 2 s
	Latency simulator.Spread // of each answer
	Faults  string           // as simulator.ParseFaults reads it; counted for each company by itself
	Now     func() time.Time // nil: the clock's
}

// Limits are the request limits; the zero value is the vendors' own.
type Limits struct {
	Off       bool
	Requests  int
	Per       time.Duration
	Updates   int // of Kaonavi v2.0, which counts updates by themselves, too
	UpdatePer time.Duration
}

// Credentials are what a company knows its clients by.
type Credentials struct {
	APIKey      string // Sansan
	Key, Secret string // Kaonavi
}

// vendor is one kind of companies.
type vendor struct {
	operations  func() []string
	credentials Credentials
	found       func(o Options, faults *simulator.Faults, latency *simulator.Latency, commit func() error) Company
}

func vendors() map[workflow.Kind]vendor {
	key, secret := kaonavi.Consumer()
	keyV1, secretV1 := kaonaviv1.Consumer()
	return map[workflow.Kind]vendor{
		workflow.Sansan: {
			operations: sansan.Operations, credentials: Credentials{APIKey: sansan.AdminKey},
			found: func(o Options, faults *simulator.Faults, latency *simulator.Latency, commit func() error) Company {
				return sansan.New(sansan.Options{
					Seed: o.Seed, Size: o.Size, Now: o.Now, JobTime: o.JobTime, Faults: faults, Latency: latency, Commit: commit,
					Limits: sansan.Limits{Off: o.Limits.Off, Requests: o.Limits.Requests, Per: o.Limits.Per},
				})
			},
		},
		workflow.Kaonavi: {
			operations: kaonavi.Operations, credentials: Credentials{Key: key, Secret: secret},
			found: func(o Options, faults *simulator.Faults, latency *simulator.Latency, commit func() error) Company {
				return kaonavi.New(kaonavi.Options{
					Seed: o.Seed, Size: o.Size, Now: o.Now, JobTime: o.JobTime, Faults: faults, Latency: latency, Commit: commit,
					Limits: kaonavi.Limits{Off: o.Limits.Off, Requests: o.Limits.Requests, Per: o.Limits.Per, Updates: o.Limits.Updates, UpdatePer: o.Limits.UpdatePer},
				})
			},
		},
		workflow.KaonaviV1: {
			operations: kaonaviv1.Operations, credentials: Credentials{Key: keyV1, Secret: secretV1},
			found: func(o Options, faults *simulator.Faults, latency *simulator.Latency, commit func() error) Company {
				return kaonaviv1.New(kaonaviv1.Options{
					Seed: o.Seed, Size: o.Size, Now: o.Now, JobTime: o.JobTime, Faults: faults, Latency: latency, Commit: commit,
					Limits: kaonaviv1.Limits{Off: o.Limits.Off, Requests: o.Limits.Requests, Per: o.Limits.Per},
				})
			},
		},
	}
}

// Kinds returns the kinds that can be simulated, sorted.
func Kinds() []workflow.Kind { return slices.Sorted(maps.Keys(vendors())) }

// Operations returns the names of a kind's operations, as faults name them.
func Operations(kind workflow.Kind) []string {
	if v, ok := vendors()[kind]; ok {
		return v.operations()
	}
	return nil
}

// CredentialsOf returns what every company of a kind takes.
func CredentialsOf(kind workflow.Kind) Credentials { return vendors()[kind].credentials }

// New returns a company that nothing has happened to. commit is called after
// each request and before its answer is sent; nil: nothing is.
func New(kind workflow.Kind, o Options, commit func() error) (Company, error) {
	v, ok := vendors()[kind]
	if !ok {
		return nil, noSimulator(string(kind))
	}
	faults, err := simulator.ParseFaults(o.Faults)
	if err != nil {
		return nil, err
	}
	return v.found(o, faults, simulator.NewLatency(o.Seed, o.Latency, simulator.Spread{}), commit), nil
}
