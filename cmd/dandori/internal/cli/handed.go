package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/worker"
)

// handed is what dandori serve gives to its workers: the project as serve read
// it last, whatever somebody is just writing into dandori.yaml.
type handed struct {
	Root  string `json:"root"`
	Texts texts  `json:"texts"`
}

// hire says how a worker process of p is started that does what args say.
func (a *app) hire(p *project, stdout io.Writer, args ...string) (worker.Config, error) {
	self, err := worker.Self()
	if err != nil {
		return worker.Config{}, err
	}
	given, err := json.Marshal(handed{p.root, p.texts})
	if err != nil {
		return worker.Config{}, err
	}
	command := []string{self, "worker", "--lang", string(a.lang), "--log-format", a.logFormat(), "--log-level", a.level}
	if a.Terminal {
		command = append(command, "--colours")
	}
	return worker.Config{
		Command: append(command, args...),
		Name:    a.Program, Dir: p.root, Given: given, Stdout: stdout, Stderr: a.Stderr, Limits: p.limits(),
	}, nil
}

// logFormat is how this process writes its log lines, for another that writes to the same place.
func (a *app) logFormat() string {
	if a.forPeople() {
		return "people"
	}
	return "json"
}

func (p *project) limits() worker.Limits {
	w := p.config.Worker
	return worker.Limits{Memory: int64(w.Memory), CPU: time.Duration(w.CPU), Stall: time.Duration(w.Stall)}
}

// hired makes this process a worker of the one that started it, and returns
// the project that it works on.
func (a *app) hired() (*project, error) {
	var h handed
	if err := worker.Given(a.Stdin, &h); err != nil {
		return nil, call.New(call.PlainError, "dandori serve starts worker processes; nobody else does").Because(err).
			WithHint("dandori run starts a run by hand")
	}
	p, err := a.projectOf(h.Root, h.Texts)
	if err != nil {
		return nil, err
	}
	if err := worker.Bound(p.limits()); err != nil {
		return nil, call.New(call.Fault, "this process cannot be kept to the limits of worker: in dandori.yaml: %v", err).Because(err)
	}
	return p, nil
}

// answer starts a worker of p that does what args say, and returns what it prints.
func (a *app) answer(ctx context.Context, p *project, args ...string) ([]byte, error) {
	var out bytes.Buffer
	c, err := a.hire(p, &out, args...)
	if err != nil {
		return nil, err
	}
	w, err := worker.Start(c)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, w.Kill)
	defer stop()
	end := w.Wait()
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case end.OutOfMemory:
		return nil, worker.OutOfMemory(c.Limits)
	case end.TooDeep:
		return nil, worker.TooDeep()
	}
	return out.Bytes(), nil
}
