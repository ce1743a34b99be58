// Package files is the module files of scripts: whole files of the project's
// folder, by project-relative names with "/". Each operation is a call of its
// own, so that a run that goes on after a crash sees what it saw before. Moving
// and removing are two: a look, and then the change of what was looked at.
package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"

	"dandori/bindings/charset"
	"dandori/runtime/call"
	"dandori/runtime/folder"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// readLimit bounds what is read into a script at once.
const readLimit = 256 << 20

// module is files for one run.
type module struct {
	r      *vm.Runtime
	folder *folder.Folder
}

// Export is the name files of the module "dandori".
func Export(f *folder.Folder) vm.Export {
	return vm.Export{Name: "files", Value: func(r *vm.Runtime) goja.Value {
		m := &module{r: r, folder: f}
		return r.Object("files", vm.Members{
			"readText":  m.readText,
			"read":      m.read,
			"writeText": m.writeText,
			"write":     m.write,
			"list":      m.list,
			"exists":    m.exists,
			"digest":    m.digest,
			"move":      m.move,
			"remove":    m.remove,
		})
	}}
}

// readText is files.readText(path, { encoding? }): the text, detecting its encoding.
func (m *module) readText(a *vm.Args) goja.Value {
	path := a.String(0, "path")
	f := a.Options(1, "options")
	name, _ := f.Enum("encoding", charset.Names()...)
	f.Done()
	a.Max(2)
	c := call.Call{Kind: "file.readText", Target: path, Args: args("encoding", name), Effect: call.Read}
	return m.r.Ask(c, func(context.Context) (call.Answer, error) {
		raw, err := m.folder.ReadFile(path, readLimit)
		if err != nil {
			return call.Answer{}, err
		}
		text, err := charset.Decode(say.Raw(path), raw, charset.Charset(name))
		return call.Answer{Body: text}, err
	}, func(a call.Answer) (goja.Value, error) { return m.r.JS().ToValue(string(a.Body)), nil })
}

// read is files.read(path): the bytes.
func (m *module) read(a *vm.Args) goja.Value {
	path := a.String(0, "path")
	a.Max(1)
	c := call.Call{Kind: "file.read", Target: path, Effect: call.Read}
	return m.r.Ask(c, func(context.Context) (call.Answer, error) {
		raw, err := m.folder.ReadFile(path, readLimit)
		return call.Answer{Body: raw}, err
	}, func(a call.Answer) (goja.Value, error) {
		return m.r.Bytes(append([]byte(nil), a.Body...)), nil // the answer stays as it was, whatever the script does to its bytes
	})
}

// writeText is files.writeText(path, text, { encoding?, bom? }).
func (m *module) writeText(a *vm.Args) goja.Value {
	path, text := a.String(0, "path"), a.String(1, "text")
	f := a.Options(2, "options")
	name, _ := f.Enum("encoding", charset.Names()...)
	bom, _ := f.Bool("bom")
	f.Done()
	a.Max(3)
	if bom && name == string(charset.CP932) {
		panic(m.r.Error(call.New(call.TypeError, "%s: options.bom is for utf8 only: cp932 has no such mark", a.Name())))
	}
	raw, err := charset.Encode(say.Raw(path), []byte(text), charset.Charset(name))
	if err != nil {
		panic(m.r.Error(err))
	}
	if bom {
		raw = append([]byte(charset.BOM), raw...)
	}
	return m.put(path, raw)
}

// write is files.write(path, bytes).
func (m *module) write(a *vm.Args) goja.Value {
	path, raw := a.String(0, "path"), a.Bytes(1, "bytes")
	a.Max(2)
	return m.put(path, raw)
}

func (m *module) put(path string, raw []byte) goja.Value {
	sum := sha256.Sum256(raw)
	facts := folder.Facts{Size: int64(len(raw)), SHA256: hex.EncodeToString(sum[:])}
	c := call.Call{Kind: "file.write", Target: path, Args: vm.Canonical(facts), Effect: call.Repeatable}
	return m.r.Ask(c, func(context.Context) (call.Answer, error) {
		return call.Answer{}, m.folder.Write(path, raw)
	}, nil)
}

// list is files.list(globOrFolder): the names, sorted.
func (m *module) list(a *vm.Args) goja.Value {
	pattern := a.String(0, "globOrFolder")
	a.Max(1)
	c := call.Call{Kind: "file.list", Target: pattern, Effect: call.Read}
	return m.r.Ask(c, func(context.Context) (call.Answer, error) {
		names, err := m.folder.List(pattern)
		if err != nil {
			return call.Answer{}, err
		}
		return vm.JSONAnswer(names)
	}, m.r.FromJSON)
}

// exists is files.exists(path).
func (m *module) exists(a *vm.Args) goja.Value {
	path := a.String(0, "path")
	a.Max(1)
	c := call.Call{Kind: "file.exists", Target: path, Effect: call.Read}
	return m.ask(c, func() (bool, error) { return m.folder.Exists(path) })
}

// digest is files.digest(path): its size and SHA-256, of a file of any size.
func (m *module) digest(a *vm.Args) goja.Value {
	path := a.String(0, "path")
	a.Max(1)
	c := call.Call{Kind: "file.digest", Target: path, Effect: call.Read}
	return m.r.Ask(c, func(context.Context) (call.Answer, error) {
		file, err := m.folder.Open(path)
		if err != nil {
			return call.Answer{}, err
		}
		defer file.Close()
		sum := sha256.New()
		size, err := io.Copy(sum, file)
		if err != nil {
			return call.Answer{}, err
		}
		return vm.JSONAnswer(folder.Facts{Size: size, SHA256: hex.EncodeToString(sum.Sum(nil))})
	}, m.r.FromJSON)
}

// ask asks for a yes or no.
func (m *module) ask(c call.Call, work func() (bool, error)) goja.Value {
	return m.r.Ask(c, func(context.Context) (call.Answer, error) {
		yes, err := work()
		if err != nil {
			return call.Answer{}, err
		}
		return vm.JSONAnswer(yes)
	}, m.r.FromJSON)
}

func args(key, value string) json.RawMessage { return vm.Canonical(map[string]string{key: value}) }
