//go:build unix && !linux

package worker

import "os"

const selfLink = ""

// peak is not known.
func peak(*os.ProcessState) int64 { return 0 }
