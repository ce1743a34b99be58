package transport

import (
	"net/url"
	"slices"
	"strings"
)

const (
	masked      = "***"
	shortSecret = 4 // shorter ones would mask ordinary words
)

// masker replaces every secret of the connection in the forms in which an error could show it.
func masker(c Config) func(string) string {
	secrets := slices.Clone(c.Secrets)
	for _, values := range c.Header {
		secrets = append(secrets, values...)
	}
	if u, err := url.Parse(c.Proxy); err == nil {
		if password, ok := u.User.Password(); ok {
			secrets = append(secrets, password)
		}
	}
	var forms []string
	for _, s := range secrets {
		if len(s) >= shortSecret {
			forms = append(forms, s, url.QueryEscape(s), url.PathEscape(s))
		}
	}
	// The longest first: a secret may hold another.
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, form := range forms {
		pairs = append(pairs, form, masked)
	}
	return strings.NewReplacer(pairs...).Replace
}
