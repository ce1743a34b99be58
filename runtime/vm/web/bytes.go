package web

import "github.com/dop251/goja"

// bytes returns the bytes that a BufferSource of Web IDL (an ArrayBuffer, typed
// array or DataView) shows, without a copy; nil and false when v is none.
func (p *platform) bytes(v goja.Value) ([]byte, bool) {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil, false
	}
	if b, ok := o.Export().(goja.ArrayBuffer); ok {
		return b.Bytes(), true
	}
	if !p.viewed(o) {
		return nil, false
	}
	b := o.Get("buffer").Export().(goja.ArrayBuffer)
	if b.Detached() {
		return nil, true
	}
	offset, length := o.Get("byteOffset").ToInteger(), o.Get("byteLength").ToInteger()
	return b.Bytes()[offset : offset+length : offset+length], true
}

// mustBytes is bytes for a native whose caller has seen to it that v is a BufferSource.
func (p *platform) mustBytes(v goja.Value) []byte {
	b, ok := p.bytes(v)
	if !ok {
		panic(p.js.NewTypeError("The argument must be an ArrayBuffer or a view of one"))
	}
	return b
}

// detach empties an ArrayBuffer, whose bytes have gone elsewhere.
func (p *platform) detach(c goja.FunctionCall) goja.Value {
	c.Argument(0).Export().(goja.ArrayBuffer).Detach()
	return goja.Undefined()
}

// installBuffers gives ArrayBuffer.prototype its newer accessors. Every buffer
// is of fixed length: the engine knows no others.
func (p *platform) installBuffers() {
	proto := p.js.Get("ArrayBuffer").ToObject(p.js).Get("prototype").ToObject(p.js)
	for _, a := range []struct {
		name string
		get  func(goja.ArrayBuffer) any
	}{
		{"detached", func(b goja.ArrayBuffer) any { return b.Detached() }},
		{"resizable", func(goja.ArrayBuffer) any { return false }},
		{"maxByteLength", func(b goja.ArrayBuffer) any { return len(b.Bytes()) }},
	} {
		get := p.js.ToValue(func(c goja.FunctionCall) goja.Value { return p.js.ToValue(a.get(p.buffer(c.This))) })
		_ = proto.DefineAccessorProperty(a.name, get, nil, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
}

// buffer returns the ArrayBuffer that a method was called on, or throws.
func (p *platform) buffer(this goja.Value) goja.ArrayBuffer {
	if o, ok := this.(*goja.Object); ok {
		if b, ok := o.Export().(goja.ArrayBuffer); ok {
			return b
		}
	}
	panic(p.js.NewTypeError("The receiver must be an ArrayBuffer"))
}

// isDetached tells what detach and its like have emptied.
func (p *platform) isDetached(c goja.FunctionCall) goja.Value {
	return p.js.ToValue(c.Argument(0).Export().(goja.ArrayBuffer).Detached())
}

// encode returns the UTF-8 of a string as an ArrayBuffer. Half a surrogate pair becomes U+FFFD.
func (p *platform) encode(c goja.FunctionCall) goja.Value {
	return p.js.ToValue(p.js.NewArrayBuffer([]byte(c.Argument(0).String())))
}

// latin1 makes a string of one code unit a byte.
func latin1(b []byte) goja.Value {
	units := make([]uint16, len(b))
	for i, c := range b {
		units[i] = uint16(c)
	}
	return goja.StringFromUTF16(units)
}

// latin1Bytes is the reverse; false when a code unit is beyond a byte.
func latin1Bytes(s string) ([]byte, bool) {
	b := make([]byte, 0, len(s))
	for _, c := range s {
		if c > 0xff {
			return nil, false
		}
		b = append(b, byte(c))
	}
	return b, true
}
