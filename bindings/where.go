package bindings

import (
	kaonaviapi "dandori/bindings/kaonavi/api"
	kaonaviv1api "dandori/bindings/kaonaviv1/api"
	sansanapi "dandori/bindings/sansan/api"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// WhereToLook tells a person where the vendor's own screens show whether a
// request in doubt was done; zero when nobody knows.
func WhereToLook(r call.Request) say.Text {
	switch workflow.Kind(r.Vendor) {
	case workflow.Sansan:
		return sansanapi.WhereToLook(r.Operation.Name)
	case workflow.Kaonavi:
		return kaonaviapi.WhereToLook(r.Operation.Name)
	case workflow.KaonaviV1:
		return kaonaviv1api.WhereToLook(r.Operation.Name)
	}
	return say.Text{}
}
