package sandboxes

import (
	"strconv"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

func noSimulator(kind string) error {
	return say.Errorf("there is no simulator of connections of the kind %s", kind)
}

func unreadable(file string, err error) error {
	return call.New(call.Config, "the sandbox cannot go on from %s in .dandori/sandbox: %v", file, err).Because(err).
		WithHint("put back the key that it was made with, or start over with dandori sandbox --reset: nothing in the sandbox is real")
}

func unusable(dir string, err error) error {
	return call.New(call.Config, "the sandbox cannot be kept in %s: %v", dir, err).Because(err).
		WithHint("the folder must be writable")
}

func silent(pid int) error {
	return call.New(call.ConnectionError, "the process %s serves the project's sandbox, but does not answer", strconv.Itoa(pid)).
		WithHint("end that process if it hangs: what it has answered is saved, and the next one goes on from there")
}

func madeOtherwise(m made) error {
	return call.New(call.Config, "the project's sandbox was made with --seed %s --size %s", strconv.FormatUint(m.Seed, 10), strconv.Itoa(m.Size)).
		WithHint("leave out --seed and --size, or start over with dandori sandbox --reset and both")
}

// Taken says that another process serves the project's sandbox.
type Taken struct{ PID int }

func (t *Taken) Error() string { return t.Text().En }

// SayIn says so in l.
func (t *Taken) SayIn(l say.Lang) string { return t.Text().In(l) }

// Text says so in every language.
func (t *Taken) Text() say.Text {
	return say.T("the process %s serves the project's sandbox", strconv.Itoa(t.PID))
}
