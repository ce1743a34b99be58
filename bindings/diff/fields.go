package diff

import (
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Common compares the fields that both objects have, as diff does, and returns
// how many those are and which of them differ, in the order of b.
func Common(r *vm.Runtime, a, b *goja.Object) (common int, differ []string) {
	before := &row{r: r, object: a, texts: map[string]string{}}
	after := &row{r: r, object: b, texts: map[string]string{}}
	has := map[string]bool{}
	for _, f := range before.Fields() {
		has[f] = true
	}
	for _, f := range after.Fields() {
		if !has[f] {
			continue
		}
		common++
		if before.Canonical(f) != after.Canonical(f) {
			differ = append(differ, f)
		}
	}
	return common, differ
}
