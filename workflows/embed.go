// Package workflows holds the workflow files of the shipped examples.
package workflows

import "embed"

// FS holds the workflow files by their names.
//
//go:embed *.yaml
var FS embed.FS
