package basics

import _ "embed"

//go:embed dandori.d.ts
var types string

// Types returns the declarations of the module "dandori" for editors.
func Types() string { return types }
