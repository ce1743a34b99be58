package migrate

import (
	"context"
	"encoding/json"
	"errors"
	"path"

	"dandori/bindings/basics"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// What the files of a migration are called, behind its name.
const (
	failedCSV  = "-failed.csv"
	reportCSV  = "-report.csv"
	reportXLSX = "-report.xlsx"
	reportHTML = "-report.html"
)

var suffixes = []string{failedCSV, reportCSV, reportXLSX, reportHTML}

func (n named) path(suffix string) string { return path.Join(n.folder, "migrate-"+n.name+suffix) }

// numbers are what the frame has counted.
type numbers struct {
	OK         bool    `json:"ok"`
	Stopped    bool    `json:"stopped"` // before the end of the source, by an error
	Source     int     `json:"source"`
	Done       int     `json:"done"`
	Before     int     `json:"before"`
	Failed     int     `json:"failed"`
	Duplicates int     `json:"duplicates"`
	Changed    int     `json:"changed"`
	Unfinished int     `json:"unfinished"`
	Verified   int     `json:"verified"`
	Differing  int     `json:"differing"`
	Counts     *counts `json:"counts"` // nil: not compared
}

type counts struct {
	Source int `json:"source"`
	Target int `json:"target"`
}

// left are the items that were read and not tried.
func (n numbers) left() int {
	return n.Source - n.Done - n.Before - n.Failed - n.Duplicates - n.Changed - n.Unfinished
}

// trouble is an item that needs a person.
type trouble struct {
	Kind   string `json:"kind"`
	N      int    `json:"n"`    // its place in the source, from 1
	JSON   string `json:"json"` // the item
	Reason string `json:"reason"`
	Of     string `json:"of"`     // a failure: the class of its error
	First  int    `json:"first"`  // a duplicate: the place of the one before
	Since  string `json:"since"`  // changed: when it was written
	Run    string `json:"run"`    // changed, unfinished: the other run
	Fields string `json:"fields"` // differing: which
	At     string `json:"at"`
}

// The kinds of failures that are no error's: those of frames are part of journals.
const (
	ofBlank   = "blank"
	ofRefused = "refused"
)

// why says what is wrong, for a person.
func (t trouble) why() say.Text {
	switch {
	case t.Kind == "duplicates":
		return say.T("this key stands twice in the source: it is that of item %d, too", t.First)
	case t.Kind == "changed":
		return say.T("it has changed since it was migrated at %s by run %s, and was not written again", t.Since, t.Run)
	case t.Kind == "unfinished":
		return say.T("run %[1]s began to write it and did not end: it is not known whether it was written (dandori runs resume %[1]s goes on with it)", t.Run)
	case t.Kind == "differing" && t.Fields == "":
		return say.T("the target lacks it, or has it otherwise")
	case t.Kind == "differing":
		return say.T("the target differs: %s", t.Fields)
	case t.Of == ofBlank:
		return say.T("it has no key")
	case t.Reason == "":
		return say.T("refused without a reason")
	}
	return say.Raw(t.Reason)
}

// files is files(options, begun, numbers, troubles): writes the file of
// failures and the reports. Making them is the step, so that it does not matter
// if a later version of dandori makes other bytes.
func (m *module) files(a *vm.Args) goja.Value {
	o := m.named(a.Value(0))
	delete(m.under, o.name)
	r := report{named: o, facts: m.config.Facts, lang: m.r.Lang(), approvals: m.config.Approvals.All()}
	m.must(errors.Join(json.Unmarshal(a.JSON(1, "begun"), &r.origin), json.Unmarshal(a.JSON(2, "numbers"), &r.numbers), json.Unmarshal(a.JSON(3, "troubles"), &r.troubles)))
	c := call.Call{Kind: "migrate.files", Target: o.path(""), Args: vm.Canonical(r.numbers), Effect: call.Repeatable}
	return m.r.Ask(c, func(ctx context.Context) (call.Answer, error) {
		r.end = now()
		if err := m.write(r); err != nil {
			return call.Answer{}, err
		}
		if err := m.leave(ctx, o.name); err != nil {
			return call.Answer{}, err
		}
		m.tell(r)
		return vm.JSONAnswer(map[string]any{"at": r.end, "files": map[string]string{
			"failed": o.path(failedCSV), "csv": o.path(reportCSV), "xlsx": o.path(reportXLSX), "html": o.path(reportHTML),
		}})
	}, m.r.FromJSON)
}

// write makes the files. What cannot be made takes none of the others away.
func (m *module) write(r report) error {
	if m.config.Folder == nil {
		return nil
	}
	var errs []error
	for suffix, make := range map[string]func() ([]byte, error){failedCSV: r.failed, reportCSV: r.csv, reportXLSX: r.xlsx, reportHTML: r.html} {
		content, err := make()
		if err == nil {
			err = m.config.Folder.Write(r.path(suffix), content)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// tell puts into the run's log that a person is needed.
func (m *module) tell(r report) {
	if n := len(r.troubles); n > 0 && m.config.Warn != nil {
		m.config.Warn(say.T("migrate: %[1]s: %[2]d items need a look: they are in %[3]s, each with its reason", r.name, n, r.path(failedCSV)))
	}
}

// report is all that the files are made of.
type report struct {
	named
	origin
	numbers
	facts     basics.Facts
	approvals []basics.Approval
	troubles  []trouble
	end       string
	lang      say.Lang
}
