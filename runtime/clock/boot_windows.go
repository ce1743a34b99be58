package clock

import (
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// interruptTime counts 100 ns since the start, sleep included, to the full
// resolution of the hardware (QueryInterruptTimePrecise, since Windows 10).
// GetTickCount64 counts the same in steps of 16 ms, too coarse for windows of a second.
var interruptTime = windows.NewLazySystemDLL("kernelbase.dll").NewProc("QueryInterruptTimePrecise")

// Boot returns how long ago this machine started, sleep included. All processes
// of the machine read the same clock. It never steps, whatever becomes of the
// time of day, and begins anew at each boot.
//
// It is not faked in a testing/synctest bubble: who needs it takes it as a function.
func Boot() time.Duration {
	var t uint64
	_, _, _ = interruptTime.Call(uintptr(unsafe.Pointer(&t))) // returns nothing
	return time.Duration(t) * 100
}
