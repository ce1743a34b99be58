package cli

import (
	"net/http"
	"strconv"

	kaonaviv1 "dandori/bindings/kaonaviv1/sandbox"
	sansan "dandori/bindings/sansan/sandbox"
	"dandori/bindings/simulator"
	"dandori/runtime/workflow"
)

// simulated is one simulator with what a project needs to use it.
type simulated struct {
	kind       string
	handler    http.Handler
	keys       string // its credentials, as lines of dandori.yaml
	operations []string
}

// common is what every simulator takes in the same form.
type common struct {
	faults  *simulator.Faults
	latency *simulator.Latency
}

// makers are the simulators that there are, by kind.
var makers = map[workflow.Kind]func(sandboxFlags, window, common) simulated{
	workflow.Sansan: func(f sandboxFlags, w window, c common) simulated {
		return simulated{
			kind:       string(workflow.Sansan),
			operations: sansan.Operations(),
			keys:       "    apiKey: " + sansan.AdminKey + "\n",
			handler: sansan.New(sansan.Options{Seed: f.seed, Size: f.size, JobTime: f.jobTime, Faults: c.faults, Latency: c.latency,
				Limits: sansan.Limits{Off: w.off, Requests: w.n, Per: w.per}}),
		}
	},
	workflow.KaonaviV1: func(f sandboxFlags, w window, c common) simulated {
		s := kaonaviv1.New(kaonaviv1.Options{Seed: f.seed, Size: f.size, JobTime: f.jobTime, Faults: c.faults, Latency: c.latency,
			Limits: kaonaviv1.Limits{Off: w.off, Requests: w.n, Per: w.per}})
		key, secret := s.Consumer()
		return simulated{
			kind:       string(workflow.KaonaviV1),
			operations: kaonaviv1.Operations(),
			keys:       "    version: v1.2\n    consumerKey: " + strconv.Quote(key) + "\n    consumerSecret: " + strconv.Quote(secret) + "\n",
			handler:    s,
		}
	},
}
