// Package excel is the module excel of scripts: sheets of .xlsx files, read as
// rows and written as plain tables.
//
// What a cell gives is decided by its type and its number format:
//
//	text                              a string, as it stands: "00123" stays
//	a number                          a number
//	 … with leading zeros (00000)     a string, as the sheet shows it: "00123", "123-4567"
//	 … in a cell for text (@)         a string
//	 … with a date's or time's format a string: "2025-04-01", "2025-04-01T09:30:00", "09:30:00"
//	 … with [h]:mm                    a string of hours, minutes, seconds: "25:30:00"
//	TRUE, FALSE                       a boolean
//	an error (#N/A)                   its text
//	a formula                         its last value, which the file holds
//	nothing                           ""
package excel

import (
	"dandori/bindings/output"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Config is what the module needs.
type Config struct {
	output.Config
	Temp string // folder for the parts of large sheets under way; "" is the system's
}

// module is excel for one run.
type module struct {
	r      *vm.Runtime
	config Config
}

// Export is the name excel of the module "dandori".
func Export(c Config) vm.Export {
	return vm.Export{Name: "excel", Value: func(r *vm.Runtime) goja.Value {
		m := &module{r: r, config: c}
		return r.Object("excel", vm.Members{"read": m.read, "writer": m.writer})
	}}
}
