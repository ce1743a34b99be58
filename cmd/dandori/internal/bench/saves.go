//go:build unix

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"dandori/runtime/clock"
)

var (
	serving  = regexp.MustCompile(`^serving .*Ctrl-C ends it$`)
	takesNew = regexp.MustCompile(`^the next run takes the new version`)
)

const (
	sharers  = 200 // workflows that share modules
	savesOf  = 100 // of each kind
	restarts = 20  // of the process that nodemon keeps
)

// saves measures how soon a save counts: from the moment at which the file has its
// new text to the line in which dandori serve says that the next run takes it.
func (b *bench) saves() ([]row, error) {
	if err := b.sharing("saves", sharers, byHand); err != nil {
		return nil, err
	}
	s, _, err := b.serve("saves")
	if err != nil {
		return nil, err
	}
	defer s.end()
	n, err := b.nodemon()
	if err != nil {
		return nil, err
	}
	defer n.end()
	if _, err := s.atRest(time.Second); err != nil {
		return nil, err
	}
	t := &saving{b: b, serve: s, node: n}
	for i := range savesOf {
		if err := t.round(i); err != nil {
			return nil, err
		}
	}
	return t.rows()
}

// saving is what was measured of saves.
type saving struct {
	b                                          *bench
	serve, node                                *spoken
	scripts, definitions, first, last, restart []float64 // milliseconds
}

// round saves one file of each kind, and now and then that of the Node process.
func (t *saving) round(i int) error {
	one := map[string]bool{workflowName(i): true}
	_, took, err := t.saved(scriptFile(i), script(i, i+1), one)
	if err != nil {
		return err
	}
	t.scripts = append(t.scripts, took)
	if _, took, err = t.saved(workflowFile(i), definition(i, i+1), one); err != nil {
		return err
	}
	t.definitions = append(t.definitions, took)
	m := i % modules
	first, last, err := t.saved(moduleFile(m), module(m, i+1), importers(m, sharers))
	if err != nil {
		return err
	}
	t.first, t.last = append(t.first, first), append(t.last, last)
	if i%(savesOf/restarts) > 0 {
		return nil
	}
	took, err = t.restarted(i + 1)
	t.restart = append(t.restart, took)
	return err
}

// saved saves a file and returns what it takes until the first and the last of
// workflows has it, in milliseconds.
func (t *saving) saved(name, text string, workflows map[string]bool) (first, last float64, err error) {
	if err := clock.Sleep(context.Background(), time.Duration(20+rand.IntN(80))*time.Millisecond); err != nil { // so that no save is of another's burst
		return 0, 0, err
	}
	at, err := save(filepath.Join(t.b.dir, "saves", name), text)
	for left := len(workflows); left > 0 && err == nil; left-- {
		var line spokenLine
		line, err = t.serve.until(func(text string) bool {
			l := logged(text)
			return takesNew.MatchString(l.Message) && strings.HasSuffix(l.Message, name+")") && workflows[l.Workflow]
		})
		last = milliseconds(line.at.Sub(at))
		if first == 0 {
			first = last
		}
	}
	return first, last, err
}

// nodemon starts a Node process of one script and three modules, restarted when one of them is saved.
func (b *bench) nodemon() (*spoken, error) {
	for _, m := range imports(0) {
		if err := b.write(fmt.Sprintf("nodemon/m%d.mjs", m), plainModule(m)); err != nil {
			return nil, err
		}
	}
	if err := b.write("nodemon/main.mjs", plainScript(0)); err != nil {
		return nil, err
	}
	tool, err := filepath.Abs(".ci/node/node_modules/nodemon/bin/nodemon.js")
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("node", tool, "--quiet", "main.mjs")
	cmd.Dir = filepath.Join(b.dir, "nodemon")
	p, err := speaking(cmd)
	if err != nil {
		return nil, err
	}
	if _, err := p.until(func(text string) bool { return text == "ready 0" }); err != nil {
		p.end()
		return nil, err
	}
	return p, nil
}

func plainModule(m int) string {
	return fmt.Sprintf("export const m%d = (rows) => rows.filter((row) => row.id !== \"\").reduce((sum, row) => sum + row.n, 0);\n", m)
}

func plainScript(version int) string {
	var text strings.Builder
	for _, m := range imports(0) {
		fmt.Fprintf(&text, "import { m%[1]d } from \"./m%[1]d.mjs\";\n", m)
	}
	fmt.Fprintf(&text, "console.log(\"ready %d\");\nsetInterval(() => {}, 1000);\n", version)
	return text.String()
}

// restarted saves the script of the Node process and returns what it takes
// until the next one is ready.
func (t *saving) restarted(version int) (float64, error) {
	at, err := save(filepath.Join(t.b.dir, "nodemon/main.mjs"), plainScript(version))
	if err != nil {
		return 0, err
	}
	line, err := t.node.until(func(text string) bool { return text == fmt.Sprintf("ready %d", version) })
	return milliseconds(line.at.Sub(at)), err
}

func (t *saving) rows() ([]row, error) {
	asked, err := askedAtOnce()
	if err != nil {
		return nil, err
	}
	const aim = "median ≤ 30 ms, p99 ≤ 100 ms"
	what := fmt.Sprintf("%d workflows that share modules, %d saves as editors do them: from a save ", sharers, savesOf)
	ours, theirs := median(t.scripts), median(t.restart)
	return []row{
		{what + "of a script until `dandori serve` says that the next run takes the new version", spread(t.scripts), aim},
		{"the same: of a workflow's YAML", spread(t.definitions), aim},
		{fmt.Sprintf("the same: of a module that %d of them import, until a run has the new version that begins at once", len(importers(0, sharers))), asked, aim},
		{"the same: of such a module, until `dandori serve` has compiled the last of them (no run waits for that)", fmt.Sprintf("%s; the first: %.0f ms", spread(t.last), median(t.first)), "–"},
		{"from a save of a script until `dandori serve` takes it, beside nodemon, until the first line of the restarted Node process, which is one script", fmt.Sprintf("**%.2f** (%.0f ms / %.0f ms)", ours/theirs, ours, theirs), "–"},
	}, nil
}

var ofAModule = regexp.MustCompile(`a shared module +median (\S+), p99 (\S+)`)

// askedAtOnce measures what a run waits that begins right after the save of a
// shared module, while the other workflows are compiled in the background. It is
// what dandori serve does when it starts a run, without what made it start one.
func askedAtOnce() (string, error) {
	out, err := verbose("./runtime/catalog", "TestHowSoonASaveCounts", "MEASURE=1")
	found := ofAModule.FindSubmatch(out)
	if err != nil || found == nil {
		return "", fmt.Errorf("a save of a shared module: %w\n%s", err, out)
	}
	var took [2]time.Duration
	for i := range took {
		if took[i], err = time.ParseDuration(string(found[i+1])); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("**%.0f ms**, p99 **%.0f ms**", milliseconds(took[0]), milliseconds(took[1])), nil
}

// spread gives the median and the 99th percentile of a hundred and more.
func spread(list []float64) string {
	m := median(list) // sorts
	return fmt.Sprintf("**%.0f ms**, p99 **%.0f ms**", m, list[(len(list)*99+99)/100-1])
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
