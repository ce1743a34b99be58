//go:build !linux

package sqlite

import "os"

// dataSync has what was written to file reach the disk.
func dataSync(file *os.File) error { return file.Sync() }
