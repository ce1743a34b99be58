//go:build !linux

package watch

func limits() []Limit { return nil }
