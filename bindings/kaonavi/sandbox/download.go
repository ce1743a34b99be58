package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
)

// linkPath is what the path of a download link begins with. The vendor's links
// lead to another host (CloudFront, §8.2); the sandbox has but one.
const linkPath = "/download/"

// link returns a download URL that lives as long as Limits.LinkLife: signed,
// with Expires, Signature and Key-Pair-Id, and bound to the content of this
// moment (§8.2, B).
func (s *Sandbox) link(q *request, f *file) string {
	expires := strconv.FormatInt(q.at.Add(s.options.Limits.LinkLife).Unix(), 10)
	query := url.Values{"Expires": {expires}, "Signature": {s.company.sign(f.Key, path.Ext(f.Name), expires)}, "Key-Pair-Id": {"SANDBOX"}}
	u := url.URL{Scheme: "http", Host: q.http.Host, Path: mounted(q.http) + linkPath + f.Key + path.Ext(f.Name), RawQuery: query.Encode()}
	if q.http.TLS != nil {
		u.Scheme = "https"
	}
	return u.String()
}

// mounted is what stands before the sandbox's paths where it is served below a folder.
func mounted(r *http.Request) string {
	asked, _, _ := strings.Cut(r.RequestURI, "?")
	prefix, below := strings.CutSuffix(asked, r.URL.EscapedPath())
	plain, err := url.PathUnescape(prefix)
	if !below || err != nil || !strings.HasPrefix(plain, "/") {
		return ""
	}
	return plain
}

func (c *company) sign(parts ...string) string {
	mac := hmac.New(sha256.New, c.secret)
	mac.Write([]byte(strings.Join(parts, "\n")))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// download answers a link: without a token, and outside of the limits (D).
func (s *Sandbox) download(q *request) answer {
	name := strings.TrimPrefix(q.http.URL.Path, linkPath)
	extension := path.Ext(name)
	key := strings.TrimSuffix(name, extension)
	query := q.http.URL.Query()
	expires, err := strconv.ParseInt(query.Get("Expires"), 10, 64)
	signed := hmac.Equal([]byte(query.Get("Signature")), []byte(s.company.sign(key, extension, query.Get("Expires"))))
	found, there := s.company.contentOf(key, extension)
	if q.http.Method != http.MethodGet || err != nil || !signed || !there || q.at.Unix() >= expires {
		return answer{status: http.StatusForbidden, text: "AccessDenied\n"}
	}
	return answer{status: http.StatusOK, file: found}
}
