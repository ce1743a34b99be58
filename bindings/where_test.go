package bindings

import (
	"testing"

	kaonaviapi "dandori/bindings/kaonavi/api"
	kaonaviv1api "dandori/bindings/kaonaviv1/api"
	sansanapi "dandori/bindings/sansan/api"
	"dandori/runtime/call"
)

// Of everything that can be in doubt a person is told where to look, and of nothing else.
func TestWhereToLook(t *testing.T) {
	all := map[string][]call.Operation{"sansan": sansanapi.Operations()}
	for _, op := range kaonaviv1api.Operations() {
		all["kaonavi-v1"] = append(all["kaonavi-v1"], op.Operation)
	}
	for _, op := range kaonaviapi.Operations() {
		all["kaonavi"] = append(all["kaonavi"], op.Operation)
	}
	for vendor, ops := range all {
		for _, op := range ops {
			where := WhereToLook(call.Request{Vendor: vendor, Operation: op})
			if told := where.En != "" && where.Ja != ""; told != (op.Effect != call.Read) {
				t.Errorf("%s %s: %q", vendor, op.Name, where.Ja)
			}
		}
	}
	if got := WhereToLook(call.Request{Vendor: "another", Operation: call.Operation{Name: "users.add", Effect: call.Once}}); got.En != "" {
		t.Errorf("got %q", got.En)
	}
}
