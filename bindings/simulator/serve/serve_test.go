package serve

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestMountedHandlersSeeTheirOwnPaths(t *testing.T) {
	s, err := Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.URL.Path) })
	base := s.Mount("sansan", echo)
	if !strings.HasPrefix(base, "http://127.0.0.1:") {
		t.Fatalf("base %s is not loopback", base)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- s.Run(ctx) }()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for path, want := range map[string]string{"/v2.3/bizCards": "200 /v2.3/bizCards", "/": "200 /"} {
		resp, err := client.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if got := resp.Status[:3] + " " + string(body); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("ended with %v", err)
	}
}

func TestATakenPortIsAnErrorThatNamesIt(t *testing.T) {
	s, err := Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	defer s.listener.Close()
	_, port, _ := strings.Cut(s.listener.Addr().String(), ":")
	n := 0
	for _, c := range port {
		n = n*10 + int(c-'0')
	}
	if _, err := Listen(n); err == nil || !strings.Contains(err.Error(), port) {
		t.Errorf("got %v", err)
	}
}
