package notify

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// post office is a mail server on this machine.
type office struct {
	address string
	roots   *x509.CertPool

	mu      sync.Mutex
	letters []letter
	refuse  map[string]*smtp.SMTPError // by address, or "DATA"
}

type letter struct {
	from, user string
	to         []string
	text       string
	secure     bool
}

// newOffice runs a server. mode: starttls, tls or none.
func newOffice(t *testing.T, mode string) *office {
	t.Helper()
	cert, roots := certificate(t)
	o := &office{roots: roots, refuse: map[string]*smtp.SMTPError{}}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{office: o, conn: c}, nil }))
	server.Domain, server.AllowInsecureAuth = "localhost", false
	server.ErrorLog = quiet{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o.address = listener.Addr().String()
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	switch mode {
	case "starttls":
		server.TLSConfig = config
	case "tls":
		listener = tls.NewListener(listener, config)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return o
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "office"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

type session struct {
	office *office
	conn   *smtp.Conn
	now    letter
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain, sasl.Login} }

func (s *session) Auth(mech string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "hunter2" {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "no such login: " + user + " " + password}
		}
		s.now.user = user
		return nil
	}), nil
}

func (s *session) Reset()        { s.now = letter{user: s.now.user} }
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.now.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	if err := s.office.refuse[to]; err != nil {
		return err
	}
	s.now.to = append(s.now.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	if err := s.office.refuse["DATA"]; err != nil {
		return err
	}
	_, s.now.secure = s.conn.TLSConnectionState()
	s.now.text = string(text)
	s.office.letters = append(s.office.letters, s.now)
	return nil
}

func (o *office) got() []letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.letters)
}

func (o *office) box(change func(*MailBox)) MailBox {
	b := MailBox{
		Server: o.address, User: "jinji", Password: "hunter2", From: "段取り <dandori@example.jp>",
		To: []string{"boss@example.jp", "人事 <hr@example.jp>"},
	}
	if change != nil {
		change(&b)
	}
	return b
}

func mailer(o *office, b MailBox) (*Notifier, *outbox, *lines) {
	c, log := testConfig(say.Japanese)
	c.Channels = map[string]Channel{"ops": {Kind: Mail, Mail: b}}
	if o != nil {
		c.Roots = o.roots
	}
	return New(c), c.Store.(*outbox), log
}

func TestMail(t *testing.T) {
	for mode, user := range map[string]string{"starttls": "jinji", "tls": "jinji", "none": ""} {
		t.Run(mode, func(t *testing.T) {
			o := newOffice(t, mode)
			n, store, log := mailer(o, o.box(func(b *MailBox) { b.TLS, b.User = mode, user }))
			store.add(failure("r-1"))
			if err := n.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			got := o.got()
			if len(got) != 1 || log.String() != "" || store.left() != 0 {
				t.Fatalf("%d letters, %d left, log %q", len(got), store.left(), log)
			}
			if got[0].secure != (mode != "none") || got[0].user != user || !slices.Equal(got[0].to, []string{"boss@example.jp", "hr@example.jp"}) {
				t.Errorf("%+v", got[0])
			}
			read(t, got[0].text)
		})
	}
}

// What hooks have made of their connections is no business of a mail server.
func TestMailBesideHooks(t *testing.T) {
	o, h := newOffice(t, "starttls"), newHook(t, status(200, "ok"))
	n, store, log := mailer(o, o.box(nil))
	channels := map[string]Channel{"hook": {Kind: Slack, URL: h.url}, "ops": n.channels["ops"]}
	n.SetChannels(channels)
	theirs := failure("r-2")
	theirs.To = "hook"
	store.add(failure("r-1"), theirs)
	if err := n.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(o.got()) != 1 || len(h.got()) != 1 || log.String() != "" {
		t.Errorf("%d letters, %d hooks, log %q", len(o.got()), len(h.got()), log)
	}
	if len(n.tls.NextProtos) != 0 {
		t.Errorf("mail servers are offered %v", n.tls.NextProtos)
	}
}

// read holds a letter against the message that it should carry.
func read(t *testing.T, text string) {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != "【jinji】sync-organization が失敗しました" {
		t.Errorf("subject %q, %v", subject, err)
	}
	from, err := m.Header.AddressList("From")
	if err != nil || from[0].Name != "段取り" {
		t.Errorf("from %v, %v", from, err)
	}
	if m.Header.Get("Auto-Submitted") != "auto-generated" || !strings.HasPrefix(m.Header.Get("Content-Type"), "text/plain; charset=UTF-8") {
		t.Errorf("%v", m.Header)
	}
	if _, err := m.Header.Date(); err != nil || m.Header.Get("Message-Id") == "" {
		t.Errorf("%v, %v", err, m.Header)
	}
	var body io.Reader = m.Body
	if m.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(m.Body)
	}
	plain, err := io.ReadAll(body)
	if err != nil || !strings.Contains(string(plain), "カオナビの応答: 400") || !strings.Contains(string(plain), "dandori runs show r-1") {
		t.Errorf("%v\n%s", err, plain)
	}
}

func TestMailThatIsNotTaken(t *testing.T) {
	refuse := func(at string, code int) func(*office) {
		return func(o *office) {
			o.refuse[at] = &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "boss@example.jp hunter2"}
		}
	}
	nothing := func(*office) {}
	for name, c := range map[string]struct {
		mode   string
		office func(*office)
		box    func(*MailBox)
		final  bool
		says   string
	}{
		"a wrong password":      {"starttls", nothing, func(b *MailBox) { b.Password = "hunter3" }, true, "answered 535"},
		"busy":                  {"starttls", refuse("DATA", 452), nil, false, "answered 452"},
		"too big":               {"starttls", refuse("DATA", 552), nil, true, "answered 552"},
		"a greylisted address":  {"starttls", refuse("boss@example.jp", 451), nil, false, "(451)"},
		"an only wrong address": {"starttls", refuse("boss@example.jp", 550), func(b *MailBox) { b.To = b.To[:1] }, true, "(550)"},
		"no STARTTLS":           {"none", nothing, nil, false, "does not offer STARTTLS"},
		"no TLS at all":         {"none", nothing, func(b *MailBox) { b.TLS = "tls" }, false, "does not speak TLS"},
		"TLS was expected":      {"tls", nothing, func(b *MailBox) { b.TLS = "none" }, false, "mail server"},
		"no password over none": {"none", nothing, func(b *MailBox) { b.TLS = "none" }, false, "takes no password"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, c.mode)
			c.office(o)
			n, store, log := mailer(o, o.box(c.box))
			n.c.Patience = 5 * time.Second
			if name == "TLS was expected" {
				n.c.Patience = 100 * time.Millisecond // each waits for the other
			}
			store.add(failure("r-1"))
			if err := n.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			if final := store.left() == 0; final != c.final || len(o.got()) != 0 {
				t.Errorf("final %v, %d letters", final, len(o.got()))
			}
			log.has(t, c.says)
			clean(t, log.String())
		})
	}
}

func TestOneWrongAddressOfTwo(t *testing.T) {
	o := newOffice(t, "starttls")
	o.refuse["boss@example.jp"] = &smtp.SMTPError{Code: 550, Message: "boss@example.jp is gone"}
	n, store, log := mailer(o, o.box(nil))
	store.add(failure("r-1"))
	if err := n.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := o.got(); len(got) != 1 || !slices.Equal(got[0].to, []string{"hr@example.jp"}) || store.left() != 0 {
		t.Errorf("%+v, %d left", got, store.left())
	}
	log.has(t, "address 1 of to was not taken")
	clean(t, log.String())
}

func TestAnUnknownCertificateIsNotTrusted(t *testing.T) {
	o := newOffice(t, "starttls")
	n, store, log := mailer(nil, o.box(nil))
	n.tls.RootCAs = x509.NewCertPool()
	store.add(failure("r-1"))
	if err := n.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	log.has(t, "certificate is not trusted")
	if len(o.got()) != 0 || store.left() != 1 {
		t.Error("it was sent all the same")
	}
}

func TestMailToNobody(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	silent := make(chan net.Conn, 8)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				close(silent)
				return
			}
			silent <- conn
		}
	}()
	b := (&office{address: address}).box(nil)
	n, store, log := mailer(nil, b)
	n.c.Patience = 30 * time.Millisecond
	store.add(failure("r-1"))
	if err := n.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	log.has(t, "the mail server did not answer in time")
	_ = listener.Close()
	for conn := range silent {
		_ = conn.Close()
	}
	err = n.Test(t.Context(), "ops")
	var c *call.Error
	if !errors.As(err, &c) || !strings.Contains(c.Text.En, "cannot be reached") {
		t.Errorf("Test says %v", err)
	}
}

func TestMailServersThatSpeakGarbage(t *testing.T) {
	for _, says := range []string{"", "\n", "2", "220", "HTTP/1.1 400 Bad Request\r\n\r\n", "220 x\r\n250", "220-\x00\r\n220 \xff\r\n", "554 no\r\n", "220 a\r\n500 b\r\n500 c\r\n"} {
		n, store, log := mailer(nil, (&office{address: garbage(t, says)}).box(func(b *MailBox) { b.TLS = "none" }))
		n.c.Patience = 2 * time.Second
		store.add(failure("r-1"))
		if err := n.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if log.String() == "" {
			t.Errorf("%q: nothing is said", says)
		}
		clean(t, log.String())
	}
}
