// Package undo holds the script that takes back what a run has written
// (dandori runs undo): ordinary TypeScript, run by the engine like any other.
package undo

import "embed"

// Entry is the file of FS that the engine begins with.
const Entry = "undo.ts"

// FS holds the script's files.
//
//go:embed *.ts
var FS embed.FS
