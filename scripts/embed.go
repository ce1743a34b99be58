// Package scripts holds the shipped example scripts, as users find them in a project.
package scripts

import "embed"

// FS holds the scripts by their file names.
//
//go:embed *.ts
var FS embed.FS
