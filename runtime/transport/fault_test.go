package transport

import (
	"net"
	"net/http"
	"strings"
	"testing"

	"dandori/runtime/call"
)

const ok200 = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

// faults are the ways in which vendors and networks fail. want gives, for read,
// repeatable and once: how many requests are sent (of 3 tries at most), and the
// class of the error ("": none, "plain": no *call.Error).
var faults = []struct {
	name   string
	answer exchange
	sent   [3]int
	class  [3]call.Class
}{
	{"fine", fine, [3]int{1, 1, 1}, [3]call.Class{"", "", ""}},
	{"reset before the request was read", nil,
		[3]int{3, 3, 1}, [3]call.Class{call.ConnectionError, call.InDoubt, call.InDoubt}},
	{"reset after the request was read", resetAfterReading,
		[3]int{3, 3, 1}, [3]call.Class{call.ConnectionError, call.InDoubt, call.InDoubt}},
	{"reset once, then fine", inTurn(resetAfterReading, fine),
		[3]int{2, 2, 1}, [3]call.Class{"", "", call.InDoubt}},
	{"no answer", silentAfter(""),
		[3]int{3, 3, 1}, [3]call.Class{call.TimeoutError, call.InDoubt, call.InDoubt}},
	{"headers that never end", silentAfter("HTTP/1.1 200 OK\r\nX-A: "),
		[3]int{3, 3, 1}, [3]call.Class{call.TimeoutError, call.InDoubt, call.InDoubt}},
	{"a body that stops", silentAfter(ok200 + "Content-Length: 100\r\n\r\n{"),
		[3]int{3, 3, 1}, [3]call.Class{call.TimeoutError, call.InDoubt, call.InDoubt}},
	{"a body cut short", func(v *vendor, c net.Conn, req *http.Request, n int) bool {
		raw(ok200+"Content-Length: 100\r\n\r\n{\"ok\":")(v, c, req, n)
		return false
	}, [3]int{3, 3, 1}, [3]call.Class{call.ConnectionError, call.InDoubt, call.InDoubt}},
	{"truncated JSON of the right length", status("200 OK", `{"ok":`),
		[3]int{1, 3, 1}, [3]call.Class{call.ConnectionError, call.InDoubt, call.InDoubt}},
	{"HTML", status("200 OK", "<html>sorry</html>", "Content-Type: text/html"),
		[3]int{1, 3, 1}, [3]call.Class{call.ConnectionError, call.InDoubt, call.InDoubt}},
	{"empty body", status("200 OK", ""),
		[3]int{1, 3, 1}, [3]call.Class{call.ConnectionError, call.InDoubt, call.InDoubt}},
	{"500 with a page of text", status("500 Internal Server Error", strings.Repeat("sorry ", 2000)),
		[3]int{3, 3, 1}, [3]call.Class{call.VendorError, call.InDoubt, call.InDoubt}},
	{"503 once, then fine", inTurn(status("503 Service Unavailable", ""), fine),
		[3]int{2, 2, 1}, [3]call.Class{"", "", call.InDoubt}},
	{"429 with a time, then fine", inTurn(status("429 Too Many Requests", `{"retry_after":"0.001"}`), fine),
		[3]int{2, 2, 2}, [3]call.Class{"", "", ""}},
	{"429 without a time, then fine", inTurn(status("429 Too Many Requests", ""), fine),
		[3]int{2, 2, 2}, [3]call.Class{"", "", ""}},
	{"429 for ever", status("429 Too Many Requests", `{}`),
		[3]int{4, 4, 4}, [3]call.Class{call.VendorError, call.VendorError, call.VendorError}},
	{"400", status("400 Bad Request", `{}`),
		[3]int{1, 1, 1}, [3]call.Class{call.VendorError, call.VendorError, call.VendorError}},
	{"401 without tokens", status("401 Unauthorized", `{}`),
		[3]int{1, 1, 1}, [3]call.Class{call.VendorError, call.VendorError, call.VendorError}},
	{"403", status("403 Forbidden", `{}`),
		[3]int{1, 1, 1}, [3]call.Class{call.VendorError, call.VendorError, call.VendorError}},
	{"404", status("404 Not Found", `{}`),
		[3]int{1, 1, 1}, [3]call.Class{call.VendorError, call.VendorError, call.VendorError}},
	{"408", status("408 Request Timeout", `{}`),
		[3]int{1, 1, 1}, [3]call.Class{call.VendorError, call.InDoubt, call.InDoubt}},
	{"302 to a login page", status("302 Found", "", "Location: https://login.example.com/?key=secretName"),
		[3]int{1, 1, 1}, [3]call.Class{call.VendorError, call.InDoubt, call.InDoubt}},
	{"308", status("308 Permanent Redirect", "", "Location: https://other.example.com/"),
		[3]int{1, 1, 1}, [3]call.Class{call.VendorError, call.VendorError, call.VendorError}},
	{"no HTTP", raw("SSH-2.0-OpenSSH_9.2\r\n"),
		[3]int{3, 3, 1}, [3]call.Class{call.ConnectionError, call.InDoubt, call.InDoubt}},
	{"400 after a reset", inTurn(resetAfterReading, status("400 Bad Request", `{}`)),
		[3]int{2, 2, 1}, [3]call.Class{call.VendorError, call.InDoubt, call.InDoubt}},
	{"reset after a 429", inTurn(status("429 Too Many Requests", ""), resetAfterReading),
		[3]int{4, 4, 2}, [3]call.Class{call.ConnectionError, call.InDoubt, call.InDoubt}},
}

func TestFaults(t *testing.T) {
	for _, f := range faults {
		for i, op := range []call.Operation{read, repeatable, once} {
			t.Run(f.name+"/"+op.Effect.String(), func(t *testing.T) {
				t.Parallel()
				v := serve(t, f.answer)
				c := quick(v.url())
				if f.class[0] == call.TimeoutError {
					c = impatient(v.url())
				}
				err := askFor(t.Context(), t, open(t, c), op)
				if got := v.requests(); got != f.sent[i] {
					t.Errorf("%d requests were sent, want %d", got, f.sent[i])
				}
				if got := classOf(err); got != f.class[i] {
					t.Errorf("got %q (%v), want %q", got, err, f.class[i])
				}
				if err != nil && strings.Contains(err.Error(), "secretName") {
					t.Errorf("the error tells a query value: %v", err)
				}
			})
		}
	}
}
