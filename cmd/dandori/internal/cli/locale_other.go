//go:build !windows

package cli

// systemLocale returns "": elsewhere the variables say it.
func systemLocale() string { return "" }
