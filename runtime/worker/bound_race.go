//go:build linux && race

package worker

// shadow is what the race detector maps for itself.
const shadow = 64 << 30
