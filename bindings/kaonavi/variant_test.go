package kaonavi_test

import (
	"reflect"
	"testing"

	"dandori/bindings/bindingtest"
	"dandori/bindings/kaonavi/sandbox"
)

// Where the fact sheet is not sure, scripts get the same from every reading of it.
func TestEveryReadingOfTheDocuments(t *testing.T) {
	kind := reflect.TypeFor[sandbox.Variant]()
	for i := range kind.NumField() {
		var v sandbox.Variant
		field := reflect.ValueOf(&v).Elem().Field(i)
		switch field.Kind() {
		case reflect.Bool:
			field.SetBool(true)
		case reflect.Int:
			field.SetInt(map[string]int64{"TaskStatus": 202, "CreateStatus": 201, "DeleteStatus": 200, "NotTicked": 404, "BadToken": 403}[kind.Field(i).Name])
		default:
			field.SetString(string(sandbox.ChecksAll))
		}
		v.IgnoreUnknown = v.IgnoreUnknown || v.NewFields // a vendor that adds a key takes it, too
		t.Run(kind.Field(i).Name, func(t *testing.T) {
			for _, dry := range []bool{false, true} {
				in(t, setup{dryRun: dry, askVendor: dry, box: sandbox.Options{Variant: v}}, func(o *office) {
					if dry { // of what is there already: only that can be rehearsed
						o.want(sized+`return 1`, `1`)
						return
					}
					got, f := bindingtest.Run(o, o.script(everything))
					if f != nil || got != `[5,2]` {
						o.Errorf("%s %+v", got, f)
					}
				})
			}
		})
	}
}
