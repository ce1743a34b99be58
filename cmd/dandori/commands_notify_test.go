package main

import (
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	netmail "net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/rogpeppe/go-internal/testscript"
)

// hooks [PATH=STATUS,…]… takes webhooks on this machine for as long as the story
// takes, and appends its address to .env as HOOKS. The first requests to a path are
// answered with its statuses, those after with 200. What was taken is a line of the
// file hooked/PATH, what was refused one of refused/PATH.
func hooks(ts *testscript.TestScript, neg bool, args []string) {
	var mu sync.Mutex
	answers := map[string][]string{}
	for _, arg := range args {
		path, statuses, _ := strings.Cut(arg, "=")
		answers["/"+path] = strings.Split(statuses, ",")
	}
	root := ts.MkAbs(".")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		body, _ := io.ReadAll(r.Body)
		status, into := http.StatusOK, "hooked"
		if left := answers[r.URL.Path]; len(left) > 0 {
			status, _ = strconv.Atoi(left[0])
			into, answers[r.URL.Path] = "refused", left[1:]
		}
		_ = appendTo(filepath.Join(root, into, r.URL.Path), strings.TrimSpace(string(body))+"\n")
		w.WriteHeader(status)
	}))
	ts.Defer(server.Close)
	ts.Check(appendTo(ts.MkAbs(".env"), "HOOKS="+server.URL+"\n"))
}

// mailbox takes mail on this machine for as long as the story takes, and appends
// its address to .env as MAIL. What came is in the file mail, as people read it.
func mailbox(ts *testscript.TestScript, neg bool, args []string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	into := ts.MkAbs("mail")
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &postman{into: into}, nil }))
	server.Domain = "localhost"
	go func() { _ = server.Serve(listener) }()
	ts.Defer(func() { _ = server.Close() })
	ts.Check(appendTo(ts.MkAbs(".env"), "MAIL="+listener.Addr().String()+"\n"))
}

// postman takes the letters of one connection (smtp.Session).
type postman struct {
	into string
	to   []string
}

func (p *postman) Reset()                               { p.to = nil }
func (p *postman) Logout() error                        { return nil }
func (p *postman) Mail(string, *smtp.MailOptions) error { return nil }
func (p *postman) Rcpt(to string, _ *smtp.RcptOptions) error {
	p.to = append(p.to, to)
	return nil
}

func (p *postman) Data(r io.Reader) error {
	letter, err := netmail.ReadMessage(r)
	if err != nil {
		return err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject"))
	if err != nil {
		return err
	}
	body := letter.Body
	if letter.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	return appendTo(p.into, fmt.Sprintf("To: %s\nSubject: %s\n\n%s\n", strings.Join(p.to, ", "), subject, text))
}

func appendTo(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// comes FILE [PATTERN…] waits until the file is there and matches each of the patterns.
func comes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: comes FILE PATTERN…")
	}
	var text []byte
	var missing string
	came, err := whenever(ts.MkAbs("."), time.After(time.Minute), func() bool {
		var err error
		text, err = os.ReadFile(ts.MkAbs(args[0]))
		missing = unmatched(string(text), args[1:])
		return err == nil && missing == ""
	})
	ts.Check(err)
	if !came {
		ts.Fatalf("%s does not come to %s:\n%s", missing, args[0], text)
	}
}

// unmatched is the first of patterns that text does not match; "" for none.
func unmatched(text string, patterns []string) string {
	for _, p := range patterns {
		if !regexp.MustCompile("(?m)" + p).MatchString(text) {
			return p
		}
	}
	return ""
}
