package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"dandori/bindings/sansan/sandbox"
)

// BenchmarkWalk is what the throughput benchmark asks for: every card over
// loopback HTTP, at 300 a page.
func BenchmarkWalk(b *testing.B) {
	b.Run("fresh", func(b *testing.B) { walk(b, false) })
	b.Run("cached", func(b *testing.B) { walk(b, true) })
}

func walk(b *testing.B, cache bool) {
	const size = 30_000
	server := httptest.NewServer(sandbox.New(sandbox.Options{Size: size, Cache: cache, Limits: sandbox.Limits{Off: true}}))
	defer server.Close()
	query := url.Values{
		"range": {"all"}, "limit": {"300"}, "includePastBizCards": {"true"}, "entryStatus": {"processing", "completed", "unreadable"},
		"updatedFrom": {"2020-01-01T00:00:00+09:00"}, "updatedTo": {"2030-01-01T00:00:00+09:00"},
	}
	for b.Loop() {
		token := ""
		for more := true; more; more = token != "" {
			q := query
			if token != "" {
				q = url.Values{"nextPageToken": {token}}
			}
			token = next(b, server, q)
		}
	}
	b.ReportMetric(float64(size*b.N)/b.Elapsed().Seconds(), "cards/s")
}

func next(b *testing.B, server *httptest.Server, query url.Values) string {
	req, err := http.NewRequest(http.MethodGet, server.URL+"/v2.3/bizCards?"+query.Encode(), nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("X-Sansan-Api-Key", sandbox.AdminKey)
	resp, err := server.Client().Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	head := make([]byte, 1024)
	n, err := io.ReadFull(resp.Body, head)
	if err != nil || resp.StatusCode != 200 {
		b.Fatalf("%d: %s: %v", resp.StatusCode, head[:n], err)
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		b.Fatal(err)
	}
	return tokenIn(head)
}

// tokenIn reads nextPageToken from the beginning of a page, without reading the page.
func tokenIn(head []byte) string {
	var page struct{ NextPageToken *string }
	end := 0
	for i := range head {
		if head[i] == '[' {
			end = i
			break
		}
	}
	if json.Unmarshal(append(append([]byte(nil), head[:end]...), "[]}"...), &page) != nil || page.NextPageToken == nil {
		return ""
	}
	return *page.NextPageToken
}
