package simulator

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"dandori/runtime/clock"
)

// spoil answers r as the fault wants it.
func (f Fault) spoil(w http.ResponseWriter, r *http.Request, next http.Handler) {
	switch f.Kind {
	case Slow:
		if clock.Sleep(r.Context(), f.Delay) == nil {
			next.ServeHTTP(w, r)
		}
	case Error500:
		page(w, http.StatusInternalServerError, "text/plain; charset=utf-8", textPage())
	case Error503:
		page(w, http.StatusServiceUnavailable, "text/plain; charset=utf-8", "Service Unavailable\n")
	case ResetBefore:
		reset(w)
	case Timeout:
		holdOn(r)
	default:
		f.spoilAnswer(w, r, record(r, next))
	}
}

// spoilAnswer sends what is left of an answer that the vendor did give.
func (f Fault) spoilAnswer(w http.ResponseWriter, r *http.Request, a *answer) {
	body := a.body.Bytes()
	switch f.Kind {
	case Error500Late:
		page(w, http.StatusInternalServerError, "text/plain; charset=utf-8", textPage())
	case HTML:
		page(w, http.StatusOK, "text/html; charset=utf-8", htmlPage)
	case Empty:
		w.WriteHeader(http.StatusOK)
	case Truncate:
		a.head(w, len(body)/2)
		_, _ = w.Write(body[:len(body)/2])
	case Cut:
		a.head(w, len(body))
		_, _ = w.Write(body[:len(body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case Drip:
		a.head(w, len(body))
		drip(r.Context(), w, body, f)
	case ResetAfter:
		reset(w)
	case TimeoutAfter:
		holdOn(r)
	}
}

func drip(ctx context.Context, w http.ResponseWriter, body []byte, f Fault) {
	flush := http.NewResponseController(w)
	for i := range body {
		if _, err := w.Write(body[i : i+1]); err != nil || flush.Flush() != nil {
			return
		}
		if clock.Sleep(ctx, f.Delay) != nil {
			return
		}
	}
}

// reset breaks the connection so that the client sees a reset (RST), not an end.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2 and recorders: the nearest thing
	}
	if tcp, ok := conn.(interface{ SetLinger(sec int) error }); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// holdOn keeps the client waiting until it gives up. The server notices that
// only when the request has been read to its end.
func holdOn(r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
	panic(http.ErrAbortHandler)
}

// answer is what the vendor's handler would have sent.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func record(r *http.Request, next http.Handler) *answer {
	a := &answer{header: http.Header{}, status: http.StatusOK}
	next.ServeHTTP(a, r)
	return a
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }
func (a *answer) WriteHeader(status int)      { a.status = status }

func (a *answer) head(w http.ResponseWriter, length int) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(length))
	w.WriteHeader(a.status)
}

func page(w http.ResponseWriter, status int, mediaType, text string) {
	w.Header().Set("Content-Type", mediaType)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// textPage is a stack trace as a web framework prints it: long, and of no use to anybody.
func textPage() string {
	return "Internal Server Error\n\nUnhandled exception while processing the request.\n" +
		strings.Repeat("   at Example.Web.Pipeline.InvokeAsync(HttpContext context) in /src/Pipeline.cs:line 42\n", 60)
}

const htmlPage = `<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><title>メンテナンスのお知らせ</title></head>
<body><h1>ただいまメンテナンス中です</h1><p>ご不便をおかけいたします。</p></body></html>
`
