package engine

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// BenchmarkReplayCalls goes through a journal of 10,000 calls.
func BenchmarkReplayCalls(b *testing.B) {
	modules := doing(func(_ context.Context, name string) (call.Answer, error) { return vm.JSONAnswer(name) }, nil)
	replayed(b, Config{Program: program(`for (let i = 0; i < 10000; i++) await ask("x" + i)`), Modules: modules})
}

// BenchmarkReplayPages goes through a listing of 334 pages of 300 records and looks at two fields of each.
func BenchmarkReplayPages(b *testing.B) {
	modules := doing(nil, nil)
	modules[0].Exports[0].Value = func(r *vm.Runtime) goja.Value {
		return r.Func("ask", func(*vm.Args) goja.Value {
			return r.Listing(vm.Walk{Call: call.Call{Kind: "cards", Effect: call.Read}, Open: func() vm.Pager { return pages{} }})
		})
	}
	replayed(b, Config{Program: program(`let n = 0; await ask().forEach(c => { if (c.email) n += c.companyName.length }); return n`), Modules: modules})
}

func replayed(b *testing.B, c Config) {
	log := &journal.Memory{}
	c.Journal = log
	if got := Run(b.Context(), c); got.State != Succeeded {
		b.Fatalf("%+v", got.Failure)
	}
	for b.Loop() {
		if got := Run(b.Context(), c); got.State != Succeeded {
			b.Fatalf("%+v", got.Failure)
		}
	}
	b.ReportMetric(float64(log.Len()), "entries")
}

// pages is 334 pages of 300 cards.
type pages struct{}

func (pages) Page(_ context.Context, cursor []byte) (call.Answer, error) {
	var body bytes.Buffer
	for i := range 300 {
		fmt.Fprintf(&body, `,{"id":"%s-%d","companyName":"株式会社段取り","email":"a%d@example.com","tel":"03-0000-0000","address":"東京都千代田区","updatedTime":"2026-01-01T00:00:00Z","owner":{"name":"山田","email":"y@example.com"},"memo":"%0400d"}`, cursor, i, i, i)
	}
	a := call.Answer{Body: append(append([]byte("["), body.Bytes()[1:]...), ']')}
	if len(cursor) < 333 {
		a.Cursor = append(bytes.Clone(cursor), 'x')
	}
	return a, nil
}

func (pages) Saw(call.Answer) {}
func (pages) Close()          {}
