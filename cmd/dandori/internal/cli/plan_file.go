package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"dandori/bindings/planfile"
	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/folder"
	"dandori/runtime/plan"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// keepPlan writes the plan of a dry run for the person who must sign it.
func (a *app) keepPlan(x *execution, o *outlook, name string) error {
	f := planfile.File{
		Name: x.name(), Run: x.run.ID, Made: clock.Now(), By: a.person(), Params: x.planned(), Sandbox: o.sandbox, Rows: o.rows,
	}
	for i, t := range o.foot() {
		label := say.Text{}
		if i == 0 {
			label = say.T("What it comes to")
		}
		f.Notes = append(f.Notes, planfile.Note{Label: label, Text: t})
	}
	var b bytes.Buffer
	if err := planfile.Write(&b, f, formatOf(name), a.lang); err != nil {
		return err
	}
	if err := folder.Replace(absolute(a.Dir, name), b.Bytes(), 0o600); err != nil {
		return call.New(call.PlainError, "%s cannot be written: %v", name, err).WithHint("close it where it is open, as in Excel, or choose another one").Because(err)
	}
	a.tell(x, "info")(say.T("the plan was written to %[1]s; when it is signed, dandori %[2]s --apply %[1]s makes exactly that", name, x.command(false)))
	return nil
}

// signature is a signed plan as it was handed in.
type signature struct {
	planfile.File
	file   string // as it was typed
	hash   string
	signed *plan.Signed
}

// readSigned reads the file of --apply.
func (a *app) readSigned(name string) (*signature, error) {
	raw, err := os.ReadFile(absolute(a.Dir, name))
	if err != nil {
		return nil, &usageError{text: say.T("--apply: %v", err)}
	}
	f, err := planfile.Read(name, raw)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	return &signature{File: f, file: name, hash: hex.EncodeToString(sum[:]), signed: plan.NewSigned(f.Rows)}, nil
}

// day is when the dry run was, by its id: what the file says of it a
// spreadsheet may have written its own way. "" is not known.
func (s *signature) day() string {
	t, err := time.Parse("20060102", s.Run[:min(len("20060102"), len(s.Run))])
	if err != nil {
		return ""
	}
	return t.Format(time.DateOnly)
}

// spec is the signed plan as its run keeps it.
func (s *signature) spec(by string) (*queue.Signed, error) {
	packed, err := s.signed.Pack()
	return &queue.Signed{File: filepath.Base(s.file), Hash: s.hash, By: by, Plan: packed}, err
}

// of refuses a plan that is another's.
func (s *signature) of(x *execution) error {
	if s.Name == x.name() {
		return nil
	}
	return &usageError{text: say.T("%[1]s is a plan of %[2]s, not of %[3]s", s.file, s.Name, x.name())}
}

// sandboxed refuses a plan that was made on the sandbox when it is not, or the other way round.
func (s *signature) sandboxed(now []string) error {
	if strings.Join(slices.Sorted(slices.Values(s.Sandbox)), " ") == strings.Join(slices.Sorted(slices.Values(now)), " ") {
		return nil
	}
	return call.New(call.PermissionError, "%[1]s was made with these connections on the sandbox: %[2]s; now they are: %[3]s", s.file, listOrNone(s.Sandbox), listOrNone(now)).
		WithHint("make a new plan with --dry-run --plan FILE")
}

func listOrNone(names []string) say.Text {
	if len(names) == 0 {
		return say.T("none of them")
	}
	return say.Raw(strings.Join(names, ", "))
}

// unmade are the rows of a run's signed plan that none of its writes has taken.
func unmade(ctx context.Context, s *keeping, run queue.Run) ([]plan.Row, error) {
	b, err := bookOf(run)
	if err != nil {
		return nil, err
	}
	all, err := announced(ctx, s, run)
	if err != nil {
		return nil, err
	}
	b.Recall(all)
	return b.Unused(), nil
}
