package vm

import (
	"strconv"

	"github.com/dop251/goja"
)

// makeTraps returns the traps of the untouched records of one page. All but get
// fill the target first and then do to it what was asked, so that the
// invariants of a Proxy hold by themselves; filling takes the traps away.
// Symbols are no fields: they are left to the target.
func (p *page) makeTraps() goja.ProxyTrapConfig {
	of := func(target *goja.Object) *Record { return p.byTarget[target] }
	key := strconv.Itoa
	return goja.ProxyTrapConfig{
		Get:    func(t *goja.Object, k string, _ goja.Value) goja.Value { return of(t).get(k) },
		GetIdx: func(t *goja.Object, i int, _ goja.Value) goja.Value { return of(t).get(key(i)) },
		Has:    func(t *goja.Object, k string) bool { return of(t).has(k) },
		HasIdx: func(t *goja.Object, i int) bool { return of(t).has(key(i)) },
		Set: func(t *goja.Object, k string, v, receiver goja.Value) bool {
			return of(t).set(k, v, receiver)
		},
		SetIdx: func(t *goja.Object, i int, v, receiver goja.Value) bool {
			return of(t).set(key(i), v, receiver)
		},
		DeleteProperty:    func(t *goja.Object, k string) bool { return of(t).delete(k) },
		DeletePropertyIdx: func(t *goja.Object, i int) bool { return of(t).delete(key(i)) },
		DefineProperty: func(t *goja.Object, k string, d goja.PropertyDescriptor) bool {
			return of(t).define(k, d)
		},
		DefinePropertyIdx: func(t *goja.Object, i int, d goja.PropertyDescriptor) bool {
			return of(t).define(key(i), d)
		},
		GetOwnPropertyDescriptor: func(t *goja.Object, k string) goja.PropertyDescriptor {
			return of(t).descriptor(k)
		},
		GetOwnPropertyDescriptorIdx: func(t *goja.Object, i int) goja.PropertyDescriptor {
			return of(t).descriptor(key(i))
		},
		OwnKeys: func(t *goja.Object) *goja.Object {
			return of(t).page.r.reflect("ownKeys", of(t).fill()).ToObject(of(t).page.r.js)
		},
		PreventExtensions: func(t *goja.Object) bool {
			return of(t).page.r.reflect("preventExtensions", of(t).fill()).ToBoolean()
		},
	}
}

// reflect calls a function of Reflect.
func (r *Runtime) reflect(name string, args ...goja.Value) goja.Value {
	f, _ := goja.AssertFunction(r.Once("Reflect."+name, func() goja.Value { return r.js.Get("Reflect").ToObject(r.js).Get(name) }))
	v, err := f(goja.Undefined(), args...)
	if err != nil {
		panic(err)
	}
	return v
}

func (rec *Record) has(key string) bool {
	return rec.page.r.reflect("has", rec.fill(), rec.page.r.js.ToValue(key)).ToBoolean()
}

func (rec *Record) set(key string, v, receiver goja.Value) bool {
	return rec.page.r.reflect("set", rec.fill(), rec.page.r.js.ToValue(key), v, receiver).ToBoolean()
}

func (rec *Record) delete(key string) bool {
	return rec.page.r.reflect("deleteProperty", rec.fill(), rec.page.r.js.ToValue(key)).ToBoolean()
}

func (rec *Record) define(key string, d goja.PropertyDescriptor) bool {
	if d.Getter != nil || d.Setter != nil {
		return rec.fill().DefineAccessorProperty(key, d.Getter, d.Setter, d.Configurable, d.Enumerable) == nil
	}
	return rec.fill().DefineDataProperty(key, d.Value, d.Writable, d.Configurable, d.Enumerable) == nil
}

func (rec *Record) descriptor(key string) goja.PropertyDescriptor {
	js := rec.page.r.js
	v := rec.page.r.reflect("getOwnPropertyDescriptor", rec.fill(), js.ToValue(key))
	if goja.IsUndefined(v) {
		return goja.PropertyDescriptor{}
	}
	o := v.ToObject(js)
	d := goja.PropertyDescriptor{Configurable: flag(o.Get("configurable")), Enumerable: flag(o.Get("enumerable"))}
	if o.Get("writable") != nil {
		d.Value, d.Writable = o.Get("value"), flag(o.Get("writable"))
		return d
	}
	d.Getter, d.Setter = o.Get("get"), o.Get("set")
	return d
}

func flag(v goja.Value) goja.Flag {
	if v.ToBoolean() {
		return goja.FLAG_TRUE
	}
	return goja.FLAG_FALSE
}
