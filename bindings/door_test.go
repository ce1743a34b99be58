package bindings

import (
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	kaonaviapi "dandori/bindings/kaonavi/api"
	"dandori/bindings/sandboxes"
	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/quota"
	"dandori/runtime/seal"
	"dandori/runtime/store/sqlite"
	"dandori/runtime/workflow"
)

// shop is a vendor who keeps files elsewhere, and a proxy to both.
type shop struct {
	*testing.T
	vendor, files *httptest.Server
	proxy         *httptest.Server
	link          string // that the vendor shows

	mu      sync.Mutex
	through []string      // the hosts that were reached through the proxy
	asked   []http.Header // of what the host of the files was asked for
}

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{T: t, link: "https://example.com/a.jpg?Signature=x"}
	s.vendor = httptest.NewTLSServer(http.HandlerFunc(s.answer))
	s.files = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.Header.Clone())
		s.mu.Unlock()
		_, _ = io.WriteString(w, "a picture")
	}))
	s.proxy = httptest.NewServer(http.HandlerFunc(s.tunnel))
	for _, server := range []*httptest.Server{s.vendor, s.files, s.proxy} {
		t.Cleanup(server.Close)
	}
	return s
}

// answer is the vendor's.
func (s *shop) answer(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/token") {
		_, _ = io.WriteString(w, `{"access_token":"the token","token_type":"Bearer","expire_in":3600}`)
		return
	}
	_, _ = io.WriteString(w, `{"member_data":[{"code":"E1001","file_name":"a.jpg","download_url":"`+s.link+`","updated_at":"2026-04-01 09:30:00"}]}`)
}

// tunnel leads to the vendor, or, under any other name, to the files.
func (s *shop) tunnel(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.through = append(s.through, r.Host)
	s.mu.Unlock()
	to := s.files.Listener.Addr().String()
	if r.Host == s.vendor.Listener.Addr().String() {
		to = r.Host
	}
	there, err := net.Dial("tcp", to)
	if err != nil {
		s.Error(err)
		return
	}
	here, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		s.Error(err)
		return
	}
	_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
	go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
	go func() { _, _ = io.Copy(here, there); _ = here.Close() }()
}

// connection is a client of the shop; its ledger is that of all processes.
func (s *shop) connection(ledger *quota.Shared) (*Opened, opened) {
	s.Helper()
	root := s.TempDir()
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.vendor.Certificate().Raw})
	if err := os.WriteFile(filepath.Join(root, "ca.pem"), ca, 0o600); err != nil {
		s.Fatal(err)
	}
	p, problems := workflow.ParseProject([]byte(`connections:
  kaonavi: { kind: kaonavi, baseURL: "` + s.vendor.URL + `/api", consumerKey: the key, consumerSecret: the secret, proxy: "` + s.proxy.URL + `", ca: ca.pem }
`))
	if err := problems.Err(); err != nil {
		s.Fatal(err)
	}
	return reached(s.T, Config{
		Root: root, Connections: p.Connections, Lookup: func(string) (string, bool) { return "", false }, Ledger: ledger,
	})
}

// reached opens the connection kaonavi of c.
func reached(t *testing.T, c Config) (*Opened, opened) {
	t.Helper()
	o, err := Connect(c) // nothing yet
	t.Cleanup(func() { o.Close() })
	if err != nil {
		t.Fatal(err)
	}
	_, own, err := o.opened(t.Context(), c, "kaonavi")
	if err != nil {
		t.Fatal(err)
	}
	return o, own
}

// faces are the face images of a connection.
func faces(t *testing.T, own opened) *kaonaviapi.Links {
	t.Helper()
	client := kaonaviClient(own)
	op, _ := kaonaviapi.Lookup("members.faceImages.list")
	asked := clock.Now()
	table, err := client.List(t.Context(), op, kaonaviapi.Target{}, kaonaviapi.Query{})
	if err != nil {
		t.Fatal(err)
	}
	links, err := client.Links(kaonaviapi.Listed{Op: op, Table: table, Asked: asked})
	if err != nil || len(links.Files()) == 0 {
		t.Fatal(links.Files(), err)
	}
	return links
}

func ledgerOf(t *testing.T) *quota.Shared {
	t.Helper()
	d, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "dandori.db"), Box: seal.NewBox(seal.NewKey())})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return quota.NewShared(d, clock.Boot)
}

// TestFilesElsewhere: where a link leads to, no key, no token and no limit goes
// along, but proxy and certificates do.
func TestFilesElsewhere(t *testing.T) {
	s := newShop(t)
	ledger := ledgerOf(t)
	o, own := s.connection(ledger)
	links := faces(t, own)
	body, _, err := links.Fetch(t.Context(), links.Files()[0])
	if err != nil || string(body) != "a picture" {
		t.Fatal(string(body), err)
	}
	for _, header := range s.asked {
		for name, values := range header {
			if strings.Contains(name, "Kaonavi") || name == "Authorization" || slices.Contains(values, "the token") {
				t.Errorf("the host of the files was told %s: %s", name, values)
			}
		}
	}
	if want := []string{s.vendor.Listener.Addr().String(), "example.com:443"}; !slices.Equal(slices.Compact(s.through), want) {
		t.Errorf("the proxy saw %s, not %s", s.through, want)
	}
	uses, err := ledger.Ledger(holder(kaonaviKind(), own.settings), limits(own.Config, kaonaviKind(), own.settings)).Uses(t.Context())
	if err != nil || uses[0].Used != 2 || uses[1].Used != 0 {
		t.Errorf("token and list count, and nothing else does: %+v, %v", uses, err)
	}
	if n := o.Requests()["kaonavi"]; n != 3 {
		t.Errorf("%d requests were sent", n)
	}
	if n := len(o.all()); n != 2 {
		t.Errorf("there are %d doors", n)
	}
}

// TestLinksToPlainHTTP are not followed from a vendor that is reached by https,
// not even to this machine.
func TestLinksToPlainHTTP(t *testing.T) {
	for _, link := range []string{"http://example.com/a.jpg", "http://127.0.0.1:9/a.jpg"} {
		s := newShop(t)
		s.link = link
		_, own := s.connection(nil)
		links := faces(t, own)
		_, _, err := links.Fetch(t.Context(), links.Files()[0])
		var refused *call.Error
		if !errors.As(err, &refused) || refused.Class != call.ConnectionError || !strings.Contains(err.Error(), "without encryption") || refused.Hint.En == "" {
			t.Errorf("%s: %v", link, err)
		}
	}
}

// TestLinksIntoTheOffice are not followed from a vendor on the internet.
func TestLinksIntoTheOffice(t *testing.T) {
	from := func(base string) workflow.Settings {
		u, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		return workflow.Settings{Name: "kaonavi", Kind: workflow.Kaonavi, BaseURL: u}
	}
	vendor, here := from("https://api.kaonavi.jp/api"), from("https://gateway/kaonavi")
	for host, follow := range map[string]bool{
		"files.kaonavi.jp": true, "bucket.s3.ap-northeast-1.amazonaws.com": true, "52.219.1.1": true, "[2404:6800::1]": true, "files.kaonavi.jp:8443": true,
		"localhost": false, "LOCALHOST.": false, "files.localhost": false, "intra": false, "nas.local": false, "db.internal": false, "printer.home.arpa": false,
		"127.0.0.1": false, "127.1": false, "0x7f.0.0.1": false, "2130706433": false, "10.1.2.3": false, "172.16.0.1:8080": false, "192.168.0.1": false,
		"169.254.169.254": false, "0.0.0.0": false, "[::1]": false, "[fe80::1]": false, "[fd00::1]": false, "[::ffff:10.0.0.1]": false,
	} {
		_, err := new(Opened).files(Config{}, vendor, &url.URL{Scheme: "https", Host: host})
		if (err == nil) != follow {
			t.Errorf("%s: %v", host, err)
		}
		if _, err := new(Opened).files(Config{}, here, &url.URL{Scheme: "https", Host: host}); err != nil {
			t.Errorf("from within, %s: %v", host, err)
		}
	}
}

// TestFilesOfTheSandbox are behind the sandbox's own door.
func TestFilesOfTheSandbox(t *testing.T) {
	c := Config{
		Root: t.TempDir(), Lookup: func(string) (string, bool) { return "", false },
		Connections: workflow.Connections{{Name: "kaonavi", Kind: workflow.Kaonavi, Version: "v2.0", Sandbox: true}},
	}
	_, own := reached(t, c)
	fetched := 0
	for f := range faces(t, own).All(t.Context(), 4) {
		if f.Err != nil || len(f.Body) == 0 {
			t.Fatal(f.Code, f.Err)
		}
		fetched++
	}
	if fetched == 0 {
		t.Error("nobody has a face")
	}
}

// TestFilesOfAServerOfTheSandbox are on this machine, without encryption.
func TestFilesOfAServerOfTheSandbox(t *testing.T) {
	server, err := sandboxes.Serve(sandboxes.Config{Options: sandboxes.Options{Size: 20}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	base, err := server.Mount(workflow.Kaonavi)
	if err != nil {
		t.Fatal(err)
	}
	keys := sandboxes.CredentialsOf(workflow.Kaonavi)
	p, problems := workflow.ParseProject([]byte(`connections:
  kaonavi: { kind: kaonavi, baseURL: "` + base + `", consumerKey: "` + keys.Key + `", consumerSecret: "` + keys.Secret + `" }
`))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	_, own := reached(t, Config{Root: t.TempDir(), Connections: p.Connections, Lookup: func(string) (string, bool) { return "", false }})
	links := faces(t, own)
	if body, _, err := links.Fetch(t.Context(), links.Files()[0]); err != nil || len(body) == 0 {
		t.Fatal(err)
	}
}

// TestEveryKindIsBuilt: what dandori.yaml may have can be opened, and simulated.
func TestEveryKindIsBuilt(t *testing.T) {
	for _, name := range []string{"sansan", "kaonavi", "kaonavi-v1"} {
		c, ok := workflow.Practice(name)
		k, built := kinds()[c.Kind]
		if !ok || !built || len(k.limits) == 0 || k.typed == "" || !slices.Contains(sandboxes.Kinds(), c.Kind) {
			t.Errorf("%s: %+v", name, k)
		}
	}
}
