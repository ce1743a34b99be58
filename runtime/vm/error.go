package vm

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"

	"github.com/dop251/goja"
)

// errorClasses holds the constructors of the classes that scripts see, and the
// symbol under which an instance keeps the Go error that it stands for.
type errorClasses struct {
	classes *goja.Object
	cause   *goja.Symbol
}

const errorClassesJS = `(() => {
  const define = (name) => {
    const c = { [name]: class extends Error {
      constructor(message, fields) { super(message); Object.assign(this, fields); }
    } }[name];
    Object.defineProperty(c.prototype, "name", { value: name, writable: true, configurable: true });
    return c;
  };
  const all = { TypeError, RangeError, Error };
  for (const name of ["VendorError", "JobFailed", "ConnectionError", "TimeoutError", "PermissionError", "Rejected"]) all[name] = define(name);
  return all;
})()`

// Class returns the constructor of an error class, to be exported to scripts.
func (r *Runtime) Class(c call.Class) goja.Value {
	if r.errors.classes == nil {
		r.errors.classes = r.mustRun("errors", r.own.Errors).ToObject(r.js)
		r.errors.cause = goja.NewSymbol("cause of dandori")
	}
	if v := r.errors.classes.Get(string(c)); v != nil {
		return v
	}
	return r.errors.classes.Get(string(call.PlainError))
}

// Error returns the JavaScript error that stands for err, in the run's
// language. Panic with it to throw from a function of a binding. What no script
// may catch (call.Changed, an interrupt, a stack too deep) stops the script where it is.
func (r *Runtime) Error(err error) goja.Value {
	if end := uncatchable(err); end != nil {
		panic(end)
	}
	if isFinal(err) {
		r.js.Interrupt(&sited{err, r.callSite()})
	}
	var thrown *goja.Exception
	if errors.As(err, &thrown) {
		return thrown.Value()
	}
	class, fields := call.PlainError, r.js.NewObject()
	var e *call.Error
	if errors.As(err, &e) {
		class = e.Class
		r.setFields(fields, e)
	}
	args := []goja.Value{r.js.ToValue(say.In(err, r.config.Lang))}
	ctor := r.Class(class)
	if class != call.TypeError && class != call.RangeError && class != call.PlainError {
		args = append(args, fields)
	}
	obj, newErr := r.js.New(ctor, args...)
	if newErr != nil {
		return r.js.NewGoError(err)
	}
	if class == call.PlainError && e != nil && e.Code != "" {
		_ = obj.Set("code", e.Code)
	}
	_ = obj.DefineDataPropertySymbol(r.errors.cause, r.js.ToValue(err), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)
	return obj
}

// setFields gives an instance what its class has (design §4.1).
func (r *Runtime) setFields(o *goja.Object, e *call.Error) {
	set := func(name string, v any) { _ = o.Set(name, v) }
	set("connection", e.Connection)
	set("vendor", e.Vendor)
	set("operation", e.Operation)
	switch e.Class {
	case call.VendorError:
		set("status", e.Status)
		set("code", e.Code)
		set("field", e.Field)
		set("errors", r.strings(e.Errors))
	case call.JobFailed:
		set("job", e.Job)
		set("state", e.State)
		set("messages", r.strings(e.Messages))
		if e.Results != nil {
			if v, err := r.JSON(e.Results); err == nil {
				set("results", v)
			}
		}
	case call.PermissionError:
		if e.Code != "" {
			set("code", e.Code)
		}
	}
}

func (r *Runtime) strings(list []string) goja.Value {
	items := make([]any, len(list))
	for i, s := range list {
		items[i] = s
	}
	return r.js.NewArray(items...)
}

// goError returns the Go error that a JavaScript error stands for, nil when it stands for none.
func (r *Runtime) goError(v goja.Value) error {
	o, ok := v.(*goja.Object)
	if !ok || r.errors.cause == nil {
		return nil
	}
	held := o.GetSymbol(r.errors.cause)
	if held == nil {
		return nil
	}
	err, _ := held.Export().(error)
	return err
}

// fault is the error for a panic in dandori's own code.
func fault(p any) error {
	return call.New(call.Fault, "a fault of dandori itself: %v", fmt.Sprint(p)).Because(&panicked{p, debug.Stack()})
}

// panicked is where dandori's own code went wrong, for the report of the fault.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprint(p.value) }

// head is as much of the stack as helps to find the place.
func (p *panicked) head() string {
	lines := strings.SplitAfterN(string(p.stack), "\n", 31)
	return strings.Join(lines[:min(30, len(lines))], "")
}

// mustRun runs a script of our own.
func (r *Runtime) mustRun(name, src string) goja.Value {
	v, err := r.js.RunScript("dandori:"+name, src)
	if err != nil {
		panic(fmt.Errorf("running the built-in %s: %w", name, err))
	}
	return v
}
