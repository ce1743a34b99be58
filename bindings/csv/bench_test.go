package csv

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"dandori/bindings/bindingtest"
	"dandori/runtime/call"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// cards is a vm.Pager over pages of 300 business cards.
type cards struct{ body []byte }

func (c cards) Page(_ context.Context, cursor []byte) (call.Answer, error) {
	n := len(cursor) + 1
	if n == 334 {
		return call.Answer{Body: c.body}, nil
	}
	return call.Answer{Body: c.body, Cursor: make([]byte, n)}, nil
}
func (cards) Saw(call.Answer) {}
func (cards) Close()          {}

// BenchmarkWrite writes 100,200 records of a listing, as they came and changed by the script.
func BenchmarkWrite(b *testing.B) {
	var page strings.Builder
	for i := range 300 {
		fmt.Fprintf(&page, `,{"id":"%d","companyName":"株式会社サンプル%d","departmentName":"開発本部","title":null,"lastName":"髙橋","firstName":"太郎","email":"user%d@example.com","tel":"03-1234-5678","owner":{"id":"1","name":"担当"},"exchangeDate":"2025-04-01","memo":"a\"b"}`, i, i, i)
	}
	source := cards{[]byte("[" + page.String()[1:] + "]")}
	list := vm.Export{Name: "list", Value: func(r *vm.Runtime) goja.Value {
		return r.Listing(vm.Walk{Call: call.Call{Kind: "cards", Effect: call.Read}, Open: func() vm.Pager { return source }})
	}}
	for name, row := range map[string]string{"untouched": `card`, "spread": `{ ...card, x: 1 }`} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p := newProject(b, nil)
				p.modules = append(p.modules, vm.Module{Name: "test", Exports: []vm.Export{list}})
				bindingtest.Want(b, p.script(`
					const out = csv.writer("out/a.csv", { columns: ["id", "companyName", "departmentName", "title", "lastName", "firstName", "email", "tel", "exchangeDate", "owner.name", "memo"] });
					const n = await list.reduce((n, card) => (out.write(`+row+`), n + 1), 0);
					await out.close();
					return n`), `100200`)
			}
		})
	}
}
