package vm

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"

	"github.com/dop251/goja"
)

// Failure is what ended a run, for the person who must act.
type Failure struct {
	Name    string // of the error as the script sees it: "TypeError", "VendorError"
	Message string // in the run's language
	File    string // project-relative, of the user's own source; "" when it is not known
	Line    int    // from 1
	Column  int    // from 1, in UTF-16 units
	Stack   string // the user's frames, one a line
	Err     error  // the Go error behind it, nil when the script threw something of its own
	Behind  error  // Err, or the first Go error among the causes of what the script threw; nil for none
}

// Error returns the message.
func (f *Failure) Error() string { return f.Message }

// Unwrap returns the Go error behind the failure.
func (f *Failure) Unwrap() error { return f.Err }

// Failure describes the error that Run returned; nil for nil.
func (r *Runtime) Failure(err error) *Failure {
	if err == nil {
		return nil
	}
	r.config.Pulse.turn() // it reads what the script threw, which may be a getter
	defer r.config.Pulse.turn()
	f := r.failure(err)
	f.Name, f.Message, f.Stack = shortened(f.Name), shortened(f.Message), shortened(f.Stack)
	if p := new(panicked); errors.As(f.Err, &p) {
		f.Stack = strings.TrimSpace(f.Stack + "\n" + p.head())
	}
	return f
}

func (r *Runtime) failure(err error) *Failure {
	var rejected *rejection
	var thrown *goja.Exception
	var deep *goja.StackOverflowError
	switch {
	case errors.As(err, &rejected):
		return r.failureOf(rejected.reason, "")
	case errors.As(err, &deep):
		f := &Failure{Name: "RangeError", Message: say.T("the script calls itself too deeply").In(r.config.Lang)}
		return f.at(frames(deep.Stack()))
	case errors.As(err, &thrown):
		return r.failureOf(thrown.Value(), frames(thrown.Stack()))
	}
	f := &Failure{Name: string(call.PlainError), Message: say.In(err, r.config.Lang), Err: err, Behind: err}
	var e *call.Error
	if errors.As(err, &e) {
		f.Name = string(e.Class)
	}
	var located *sited
	if errors.As(err, &located) {
		f.at(frames(located.site))
	}
	return f
}

func (r *Runtime) failureOf(reason goja.Value, stack string) *Failure {
	f := &Failure{Name: string(call.PlainError), Err: r.goError(reason)}
	o, ok := reason.(*goja.Object)
	if !ok {
		f.Message = say.T("the script threw a value that is no Error: %s", r.display(reason)).In(r.config.Lang)
		return f.at(stack)
	}
	f.Behind = r.behind(o)
	if s := str(o.Get("stack")); s != "" {
		stack = s
	}
	f.Message = str(o.Get("message"))
	if n := str(o.Get("name")); n != "" {
		f.Name = n
	}
	if f.Message == "" {
		f.Message = r.display(reason)
	}
	return f.at(stack)
}

// mostCauses bounds how far the causes of an error are followed, which may go in a circle.
const mostCauses = 16

// behind returns the Go error that an error stands for, or else the first of its causes that does.
func (r *Runtime) behind(o *goja.Object) error {
	for range mostCauses {
		if err := r.goError(o); err != nil {
			return err
		}
		cause, ok := o.Get("cause").(*goja.Object)
		if !ok {
			return nil
		}
		o = cause
	}
	return nil
}

func str(v goja.Value) string {
	if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		return ""
	}
	return v.String()
}

// frameLine is one line of a stack as goja prints it: "\tat name (file:line:column(pc))" or "\tat file:line:column(pc)".
var frameLine = regexp.MustCompile(`^\s*at (?:(.*?) \()?(.+?):(\d+):(\d+)(?:\(\d+\))?\)?$`)

// shownFrames is how many frames of a stack are kept: a script that calls
// itself for ever has a thousand.
const shownFrames = 16

// at keeps the user's frames of a stack and takes the place from the first.
func (f *Failure) at(stack string) *Failure {
	var kept []string
	more := 0
	for line := range strings.Lines(stack) {
		m := frameLine.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		if m == nil || !userFile(m[2]) {
			continue
		}
		name := strings.TrimPrefix(m[2], "file:") // what the compiler puts before names that are no URL
		if f.File == "" {
			f.File = name
			f.Line, _ = strconv.Atoi(m[3])
			f.Column, _ = strconv.Atoi(m[4])
		}
		if len(kept) == shownFrames {
			more++
			continue
		}
		kept = append(kept, strings.TrimRight(fmt.Sprintf("at %s:%s:%s %s", name, m[3], m[4], m[1]), " "))
	}
	if more > 0 {
		kept = append(kept, fmt.Sprintf("… (+%d)", more))
	}
	f.Stack = strings.Join(kept, "\n")
	return f
}

// userFile tells the user's files from our own scripts, the compiler's helpers
// (dandori.js) and native code.
func userFile(name string) bool {
	return name != "dandori.js" && !strings.HasPrefix(name, "dandori:") && !strings.HasPrefix(name, "<") && name != "native"
}

// sited is an error with the call that it came from.
type sited struct {
	error
	site callSite
}

func (s *sited) Unwrap() error { return s.error }

// callSite is where the script was when it asked.
type callSite []goja.StackFrame

func (r *Runtime) callSite() callSite { return r.js.CaptureCallStack(8, nil) }

// errorAt is Error with the stack of the place that asked: by the time that an
// answer comes, nothing of the script is on the stack.
func (r *Runtime) errorAt(err error, site callSite) goja.Value {
	v := r.Error(err)
	o, ok := v.(*goja.Object)
	if !ok || isThrown(err) {
		return v
	}
	head := str(o.Get("name")) + ": " + str(o.Get("message")) + "\n"
	_ = o.DefineDataProperty("stack", r.js.ToValue(head+frames(site)), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	return v
}

func isThrown(err error) bool {
	var thrown *goja.Exception
	return errors.As(err, &thrown)
}

func frames(stack []goja.StackFrame) string {
	var b strings.Builder
	for _, f := range stack {
		p := f.Position()
		if p.Line == 0 {
			continue
		}
		fmt.Fprintf(&b, "\tat %s (%s:%d:%d)\n", f.FuncName(), p.Filename, p.Line, p.Column)
	}
	return b.String()
}
