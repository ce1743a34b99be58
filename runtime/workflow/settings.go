package workflow

import (
	"net/netip"
	"net/url"
	"strings"

	"dandori/runtime/say"
)

// Settings is a connection with its variables filled in, ready to be opened.
type Settings struct {
	Name        string
	Kind        Kind
	Version     string
	Sandbox     bool
	APIKey      string // Sansan
	AppID       string // Sansan's partners; "" else
	Key         string // Kaonavi's consumer key
	KeySecret   string // Kaonavi's consumer secret
	Company     string // "" is one of its own for each key
	BaseURL     *url.URL
	Limits      []Limit // nil: the vendor's own
	Share       float64 // of the limits, in (0, 1]
	Pace        Pace
	Proxy       string // "" is what the environment says, "none" is none
	CA          string // project-relative PEM file; "" is none
	MaxResponse int64  // bytes; 0 is the default
}

// bases are the vendors' own addresses, before the version.
var bases = map[Kind]string{
	Sansan:    "https://api.sansan.com",
	Kaonavi:   "https://api.kaonavi.jp/api",
	KaonaviV1: "https://api.kaonavi.jp/api",
}

// Settings fills in the variables. A missing one is reported with the
// connection, the key and the variable; the error is Problems.
func (c Connection) Settings(lookup Lookup) (Settings, error) {
	f := filler{lookup: lookup, connection: c}
	s := Settings{Name: c.Name, Kind: c.Kind, Version: c.Version, Sandbox: c.Sandbox,
		Limits: c.Limits, Share: float64(c.Share), Pace: c.Pace, MaxResponse: int64(c.MaxResponse)}
	s.Company = f.text("company", c.Company)
	s.CA = f.text("ca", c.CA)
	s.Proxy = f.text("proxy", c.Proxy.Template)
	if !c.Sandbox {
		s.APIKey = f.text("apiKey", c.APIKey.Template)
		s.AppID = f.text("appId", c.AppID.Template)
		s.Key = f.text("consumerKey", c.Key.Template)
		s.KeySecret = f.text("consumerSecret", c.KeySecret.Template)
	}
	s.BaseURL = f.base(c.BaseURL)
	if s.Share == 0 {
		s.Share = 1
	}
	if s.Pace == "" {
		s.Pace = "safe"
	}
	return s, f.problems.Err()
}

// filler fills the templates of one connection.
type filler struct {
	lookup     Lookup
	connection Connection
	problems   Problems
}

func (f *filler) text(key string, t Template) string {
	text, missing := t.expand(f.lookup)
	for _, name := range missing {
		p := t.place
		p.Message = say.T("connection %[1]s: %[2]s needs the environment variable %[3]s, which is not set", f.connection.Name, key, name)
		p.Hint = say.T("add the line %[1]s=… to the file .env beside dandori.yaml, or write sandbox: true to practise without the vendor", name)
		f.problems = append(f.problems, p)
	}
	return text
}

func (f *filler) base(t Template) *url.URL {
	text := f.text("baseURL", t)
	if text == "" {
		text = bases[f.connection.Kind]
	}
	u, problem := parseBase(text)
	if problem != nil && len(f.problems) == 0 {
		p := t.place
		p.Message = *problem
		f.problems = append(f.problems, p)
	}
	return u
}

func loopback(host string) bool {
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// parseBase reads the part of the vendor's address that stands before the version.
func parseBase(s string) (*url.URL, *say.Text) {
	u, err := url.Parse(s)
	bad := func(t say.Text) (*url.URL, *say.Text) { return nil, &t }
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return bad(say.T("baseURL is not an address such as https://api.example.com"))
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return bad(say.T("baseURL takes no user, no ? and no #"))
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return bad(say.T("baseURL is plain http: keys would cross the network unencrypted; only https, or http to this machine (127.0.0.1), is taken"))
	}
	u.Path = strings.TrimRight(u.Path, "/")
	return u, nil
}
