// Package basics is what every script has at hand from the module "dandori":
// its parameters, what run it is, its log, a progress bar, sleep, and the
// classes of errors.
package basics

import (
	"dandori/runtime/call"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Params is the name params: the run's parameters, as the default function gets them.
func Params() vm.Export {
	return vm.Export{Name: "params", Value: func(r *vm.Runtime) goja.Value { return r.Params() }}
}

// Errors are the classes of errors that scripts can catch and tell apart (design §4.1).
func Errors() []vm.Export {
	var out []vm.Export
	for _, class := range []call.Class{call.VendorError, call.JobFailed, call.ConnectionError, call.TimeoutError, call.PermissionError, call.Rejected} {
		out = append(out, vm.Export{Name: string(class), Value: func(r *vm.Runtime) goja.Value { return r.Class(class) }})
	}
	return out
}
