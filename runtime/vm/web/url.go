package web

import (
	"github.com/dop251/goja"
	whatwg "github.com/nlnwa/whatwg-url/url"
)

// parseURL parses a URL against a base, or undefined. It returns the parts of
// the URL as an array in the order of urlParts, or null when it is none.
func (p *platform) parseURL(c goja.FunctionCall) goja.Value {
	u, err := parse(c.Argument(0).String(), c.Argument(1))
	if err != nil {
		return goja.Null()
	}
	return p.urlParts(u)
}

func parse(text string, base goja.Value) (*whatwg.Url, error) {
	if goja.IsUndefined(base) {
		return whatwg.Parse(text)
	}
	return whatwg.ParseRef(base.String(), text)
}

// setURL changes one part of a URL that was parsed before and returns the new parts.
func (p *platform) setURL(c goja.FunctionCall) goja.Value {
	u, err := whatwg.Parse(c.Argument(0).String())
	if err != nil {
		return goja.Null()
	}
	value := c.Argument(2).String()
	switch c.Argument(1).String() {
	case "protocol":
		u.SetProtocol(value)
	case "username":
		u.SetUsername(value)
	case "password":
		u.SetPassword(value)
	case "host":
		u.SetHost(value)
	case "hostname":
		u.SetHostname(value)
	case "port":
		u.SetPort(value)
	case "pathname":
		u.SetPathname(value)
	case "search":
		u.SetSearch(value)
	case "hash":
		u.SetHash(value)
	}
	return p.urlParts(u)
}

func (p *platform) urlParts(u *whatwg.Url) goja.Value {
	return p.js.NewArray(u.Href(false), u.Protocol(), u.Username(), u.Password(), u.Host(),
		u.Hostname(), u.Port(), u.Pathname(), u.Search(), u.Hash(), origin(u))
}

// origin is the serialization of the URL's origin (URL standard §4.7).
func origin(u *whatwg.Url) string {
	switch u.Scheme() {
	case "ftp", "http", "https", "ws", "wss":
		return u.Protocol() + "//" + u.Host()
	case "blob":
		inner, err := whatwg.Parse(u.Pathname())
		if err == nil && (inner.Scheme() == "http" || inner.Scheme() == "https") {
			return origin(inner)
		}
	}
	return "null"
}
