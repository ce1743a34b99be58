package web

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/dop251/goja"
	"github.com/dop251/goja/parser"
)

//go:embed js/*.js
var scripts embed.FS

// Scripts returns the texts of the built-ins that are written in JavaScript, by name.
var Scripts = sync.OnceValue(func() map[string]string {
	files, err := scripts.ReadDir("js")
	if err != nil {
		panic(fmt.Errorf("web: listing the scripts: %w", err))
	}
	all := map[string]string{}
	for _, f := range files {
		source, err := scripts.ReadFile("js/" + f.Name())
		if err != nil {
			panic(fmt.Errorf("web: reading the script %s: %w", f.Name(), err))
		}
		all[strings.TrimSuffix(f.Name(), ".js")] = string(source)
	}
	return all
})

// script returns what a script of js makes; it is run the first time.
func (p *platform) script(name string) *goja.Object {
	made, ok := p.scripts[name]
	if !ok {
		made = p.run(name)
		p.scripts[name] = made
	}
	return made
}

// run runs a script of js: a function that takes the natives and returns an
// object of built-ins. A script that fails is a fault of ours, except that a
// run may be interrupted, or out of stack, anywhere.
func (p *platform) run(name string) *goja.Object {
	source, ok := p.env.Scripts[name]
	if !ok {
		source = Scripts()[name]
	}
	tree, err := goja.Parse("dandori:web/"+name+".js", source, parser.WithDisableSourceMaps)
	if err != nil {
		panic(fmt.Errorf("web: parsing the script %s: %w", name, err))
	}
	program, err := goja.CompileAST(tree, true)
	if err != nil {
		panic(fmt.Errorf("web: compiling the script %s: %w", name, err))
	}
	v, err := p.js.RunProgram(program)
	if err != nil {
		panic(err)
	}
	make, _ := goja.AssertFunction(v)
	made, err := make(goja.Undefined(), p.natives())
	if err != nil {
		panic(err)
	}
	return made.(*goja.Object)
}

// natives returns what the scripts are handed: what Go does for them.
func (p *platform) natives() *goja.Object {
	if p.native == nil {
		p.native = p.js.NewObject()
		for _, n := range p.nativeList() {
			_ = p.native.Set(n.name, n.value)
		}
	}
	return p.native
}

// mustNew makes an empty object of one of the engine's own classes.
func (p *platform) mustNew(class string) *goja.Object {
	o, err := p.js.New(p.js.Get(class))
	if err != nil {
		panic(err)
	}
	return o
}

type native struct {
	name  string
	value any
}

// nativeList is every native. Values are handed over as they are: functions
// take and return the VM's own values, never Go maps or structs.
func (p *platform) nativeList() []native {
	return []native{
		{"script", func(c goja.FunctionCall) goja.Value { return p.script(c.Argument(0).String()) }},
		{"after", p.after},
		{"now", p.now},
		{"random", p.random},
		{"kind", p.kind},
		{"detach", p.detach},
		{"isDetached", p.isDetached},
		{"encode", p.encode},
		{"decoder", p.decoder},
		{"fromLatin1", p.fromLatin1},
		{"toLatin1", p.toLatin1},
		{"parseURL", p.parseURL},
		{"setURL", p.setURL},
		{"parseForm", p.parseForm},
		{"writeForm", p.writeForm},
		{"sum", p.sum},
		{"half", p.half},
		{"iteratorPrototype", iteratorPrototype(p.js)},
		{"platform", p.mustNew("Set")}, // the prototypes of what cannot be cloned
	}
}
