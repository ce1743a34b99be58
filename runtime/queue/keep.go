package queue

import "time"

// Keep is how long runs stay that are over; zero is for ever.
type Keep struct {
	Succeeded time.Duration
	Failed    time.Duration // and cancelled
}
