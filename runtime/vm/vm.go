package vm

import (
	"context"
	"encoding/json"
	"sync"

	"dandori/runtime/say"

	"github.com/dop251/goja"
)

// defaultDepth bounds the calls under way at once: deep enough for any honest
// recursion, shallow enough that endless recursion ends in a millisecond.
const defaultDepth = 4000

// Config is what one run needs.
type Config struct {
	Host    Host
	Modules []Module
	Lang    say.Lang                    // of the messages of errors that scripts see; zero is English
	Params  json.RawMessage             // an object; nil is {}
	Depth   int                         // calls under way at once; 0 is the default
	Console func(level, message string) // what console.* prints; level is debug, info, warn or error; nil drops it
	Idle    func()                      // called on the loop each time that it has nothing to do but wait; nil for nobody
	Pulse   *Pulse                      // beats while the script computes; nil for nobody
	Prelude []byte                      // the engine's own scripts, of another version of dandori as Prelude returned them; nil: this one's
}

// Module is a module that scripts import. Its exports are made when a script
// imports them, not before.
type Module struct {
	Name    string // as scripts import it: "dandori"
	Exports []Export
}

// Export is one name of a module.
type Export struct {
	Name  string
	Value func(*Runtime) goja.Value // called once, on the loop, before the script's first line
}

// Runtime is one VM with its loop.
type Runtime struct {
	js     *goja.Runtime
	host   Host
	config Config
	loop   *loop
	ctx    context.Context
	stop   context.CancelCauseFunc
	works  sync.WaitGroup
	timers timers
	jobs   []*job // started and not yet awaited, oldest first
	atEnd  []func(err error) error
	errors errorClasses
	known  knownRecords
	made   map[string]goja.Value // exports by module and name, and other values made once
	own    prelude               // the engine's own scripts
	broken error                 // why they cannot be used
}

// New returns a runtime for one run.
func New(c Config) *Runtime {
	if c.Depth == 0 {
		c.Depth = defaultDepth
	}
	js := goja.New()
	js.SetMaxCallStackSize(c.Depth)
	r := &Runtime{js: js, host: c.Host, config: c, made: map[string]goja.Value{}}
	r.timers.firing = make(chan struct{}, 1)
	r.loop = newLoop(js)
	r.loop.pulse = c.Pulse
	if c.Idle != nil {
		r.loop.idle = c.Idle
	}
	r.own, r.broken = readPrelude(c.Prelude)
	js.SetTimeSource(c.Host.Now)
	js.SetRandSource(r.random)
	r.install()
	return r
}

// Wake has Config.Idle called again if the loop still has nothing to do. It may
// be called from any goroutine, also after the run.
func (r *Runtime) Wake() { r.loop.signal() }

// Quiet reports, within Config.Idle, that no outcome has been delivered that the
// script has not been given yet.
func (r *Runtime) Quiet() bool { return r.loop.quiet() }

// Lang returns the language of the messages that the script sees.
func (r *Runtime) Lang() say.Lang { return r.config.Lang }

// JS returns the VM, for the faces of bindings. It must be touched on the loop only.
func (r *Runtime) JS() *goja.Runtime { return r.js }

// Say returns a sentence in the run's language.
func (r *Runtime) Say(t say.Text) string { return t.In(r.config.Lang) }

// AtEnd has f called on the loop when the script has ended, with the error that
// ended it or nil; an error of f fails a run that had succeeded. The last one added is called first.
func (r *Runtime) AtEnd(f func(err error) error) { r.atEnd = append(r.atEnd, f) }

// Once returns what make returned the first time for this name.
func (r *Runtime) Once(name string, make func() goja.Value) goja.Value {
	v, ok := r.made[name]
	if !ok {
		v = make()
		r.made[name] = v
	}
	return v
}

// Params returns the run's parameters as the one object that scripts see.
func (r *Runtime) Params() goja.Value {
	return r.Once("params", func() goja.Value {
		if len(r.config.Params) == 0 {
			return r.js.NewObject()
		}
		v, err := r.JSON(r.config.Params)
		if err != nil {
			panic(r.Error(err))
		}
		return v
	})
}
