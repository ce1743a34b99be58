// Package vm runs one script in one goja VM on one goroutine.
//
// A script can do nothing but compute and ask. What it asks for goes through
// the one door, Host: bindings hand Ask the work to do, the work runs off the
// loop and never sees the VM, and what it brings back is made into a value on
// the loop. Time, randomness and ids come through the same door, so that a run
// can be replayed from what its asks were answered.
//
// Only the goroutine inside Run may touch the VM or anything that this package
// hands out, except where a comment says otherwise. A Runtime is used for one run and thrown away.
package vm
