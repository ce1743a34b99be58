package csv

import (
	"strings"

	"dandori/bindings/charset"
	"dandori/bindings/output"
	"dandori/runtime/call"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// module is csv for one run.
type module struct {
	r      *vm.Runtime
	config output.Config
}

// Export is the name csv of the module "dandori".
func Export(c output.Config) vm.Export {
	return vm.Export{Name: "csv", Value: func(r *vm.Runtime) goja.Value {
		m := &module{r: r, config: c}
		return r.Object("csv", vm.Members{
			"read":      m.read,
			"parse":     m.parse,
			"writer":    m.writer,
			"stringify": m.stringify,
		})
	}}
}

// comma reads the option delimiter: one ASCII character. 0 is none given.
func (m *module) comma(a *vm.Args, f *vm.Fields) byte {
	s, ok := f.String("delimiter")
	if !ok {
		return 0
	}
	if len(s) != 1 || s[0] >= 0x80 || strings.ContainsAny(s, "\"\r\n\x00") {
		panic(m.r.Error(call.New(call.TypeError, "%s: %s must be one ASCII character such as \",\" \";\" or \"\\t\", not %q", a.Name(), "options.delimiter", s)))
	}
	return s[0]
}

func encoding(f *vm.Fields) charset.Charset {
	name, _ := f.Enum("encoding", charset.Names()...)
	return charset.Charset(name)
}
