// Package frame holds the engine's own scripts that call back into users'
// scripts again and again: what a binding would otherwise have to orchestrate
// from Go, promise by promise. A run keeps those that it began with.
package frame

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed *.js
var files embed.FS

// Scripts returns the frames by their names. Each is one expression: a function
// of the tools that its binding gives it, which returns what scripts see.
func Scripts() map[string]string {
	out := map[string]string{}
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	for _, e := range entries {
		text, err := fs.ReadFile(files, e.Name())
		if err != nil {
			panic(err)
		}
		out[strings.TrimSuffix(e.Name(), ".js")] = string(text)
	}
	return out
}
