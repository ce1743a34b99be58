package api

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/quota"
	"dandori/runtime/transport"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Five updates a minute; looks at their tasks count only among all requests.
func TestUpdatesKeepTheirWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var updates []time.Time
		base, _ := url.Parse("https://kaonavi.example/api")
		answer := roundTrip(func(r *http.Request) (*http.Response, error) {
			body := `{"status":"OK"}`
			if r.Method == http.MethodPatch {
				updates = append(updates, clock.Now())
				body = fmt.Sprintf(`{"task_id":%d}`, len(updates))
			}
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
		})
		ledger := quota.NewLimits(quota.Config{Limits: []quota.Limit{
			{Requests: RequestsPerHour, Per: time.Hour}, {Requests: UpdatesPerMinute, Per: time.Minute, Of: UpdatesClass},
		}})
		door, err := transport.Open(transport.Config{Connection: "kaonavi", BaseURL: base, Base: answer, Ledger: ledger})
		if err != nil {
			t.Fatal(err)
		}
		defer door.Close()
		c := New(Config{Connection: "kaonavi", BaseURL: base, Door: door, Sizes: Sizes{Rows: 1}})
		var rows []string
		for i := range 12 {
			rows = append(rows, fmt.Sprintf(`{"code":"E%d"}`, i))
		}
		if err := c.Run(t.Context(), &hasty{}, draft(t, c, "members.update", Target{}, "["+strings.Join(rows, ",")+"]"), nil); err != nil {
			t.Fatal(err)
		}
		if len(updates) != 12 {
			t.Fatalf("%d updates", len(updates))
		}
		for i := range updates[UpdatesPerMinute:] {
			if gap := updates[i+UpdatesPerMinute].Sub(updates[i]); gap < time.Minute {
				t.Errorf("updates %d and %d are %s apart", i, i+UpdatesPerMinute, gap)
			}
		}
		if took := updates[11].Sub(updates[0]); took > 2*time.Minute+5*time.Second {
			t.Errorf("it took %s: looks at tasks counted among the updates", took)
		}
	})
}
