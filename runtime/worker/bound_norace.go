//go:build linux && !race

package worker

// shadow is what the race detector maps for itself: there is none.
const shadow = 0
