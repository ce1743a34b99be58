//go:build linux

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dandori/runtime/clock"
)

// shop is a project whose files are edited, and a model of what is in them.
type shop struct {
	t      *testing.T
	office *office
	names  []string          // of the files that are edited, as they were at first
	disk   map[string]text   // what they hold; nothing: the file is not there
	at     map[string]string // where those are that were renamed
	link   string            // where scripts/link.ts leads to
	hidden string            // a folder that was renamed; "": none
	vague  map[string]bool   // workflows whose definition was renamed or removed: when it is broken, nobody may know whose it is
	times  map[string][]phase
	serial int
	acts   []string
}

// text is what a file holds.
type text struct {
	mark string // that its constant has
	good bool
}

// phase is a time in which a workflow's files were of one kind.
type phase struct {
	from, until time.Time // it may have been found so; until is zero for now
	saw         string    // what a run of it says; "gone", "broken"
	known       bool      // it lasted while dandori serve served: it was live
}

type shopWorkflow struct {
	name, inbox string
	parts       []string // whose marks its runs report, in this order; its definition first
}

var shopWorkflows = []shopWorkflow{
	{"one", "in1", []string{"workflows/one.yaml", "scripts/one.ts", "scripts/lib/a.ts", "scripts/lib/b.ts"}},
	{"two", "in2", []string{"workflows/pair.yaml", "scripts/two.ts", "scripts/lib/a.ts", "scripts/lib/c.json"}},
	{"three", "in2", []string{"workflows/pair.yaml", "scripts/three.ts", "scripts/link.ts"}},
}

const (
	reports = `import { params, run, files, state, sleep } from "dandori";
IMPORTS
const own = "MARK";
const n = (await state.get("n") ?? 0) + 1;
await state.set("n", n);
const text = await files.readText(params.file);
await sleep("20ms");
await files.writeText("out/WORKFLOW/" + run.id + ".json", JSON.stringify({ run: run.id, at: run.startedAt, file: params.file, text, n, saw: SAW }));
`
	oneYAML  = "name: \"one\"\nscript: ../scripts/one.ts\non: { files: { match: \"in1/*.csv\", done: in1/done/ } }\nfolders: { read: [in1], write: [out] }\nparams: { file: { type: file }, mark: { type: string, default: \"MARK\" } }\n"
	twoYAML  = "name: \"two\"\nscript: ../scripts/two.ts\non: { files: \"in2/*.csv\" }\nfolders: { read: [in2], write: [out] }\nparams: { file: { type: file }, mark: { type: string, default: \"MARK\" } }\n"
	pairYAML = twoYAML + "---\n" + "name: \"three\"\nscript: ../scripts/three.ts\noverlap: parallel\non: { files: \"in2/*.csv\" }\nfolders: { read: [in2], write: [out] }\nparams: { file: { type: file }, mark: { type: string, default: \"MARK\" } }\n"
)

// shopTexts are what the files hold; MARK is the constant.
var shopTexts = map[string]string{
	"workflows/one.yaml":  oneYAML,
	"workflows/pair.yaml": pairYAML,
	"scripts/one.ts":      script("one", `import { a } from "./lib/a"; import { b } from "./lib/b";`, `[params.mark, own, a, b].join(" ")`),
	"scripts/two.ts":      script("two", `import { a } from "./lib/a"; import c from "./lib/c.json";`, `[params.mark, own, a, c.c].join(" ")`),
	"scripts/three.ts":    script("three", `import { x } from "./link";`, `[params.mark, own, x].join(" ")`),
	"scripts/lib/a.ts":    "export const a = \"MARK\";\n",
	"scripts/lib/b.ts":    "export const b = \"MARK\";\n",
	"scripts/lib/c.json":  "{\"c\": \"MARK\"}\n",
	"store/x1.ts":         "export const x = \"MARK\";\n",
	"store/x2.ts":         "export const x = \"MARK\";\n",
}

func script(workflow, imports, saw string) string {
	return strings.NewReplacer("WORKFLOW", workflow, "IMPORTS", imports, "SAW", saw).Replace(reports)
}

// broken are contents that cannot be compiled, by their files' endings.
var broken = map[string][]string{
	".ts":   {"export const a = \"MARK\" +;\n", "}\n", "import { nothing } from \"./nowhere\"; export const MARK = nothing;\n", ""},
	".json": {"{\"c\": ", "", "{\"c\": \"MARK\"}}"},
	".yaml": {"script: [\n", "name: \"one", "", "script ../scripts/one.ts\n"},
}

func newShop(t *testing.T) *shop {
	s := &shop{
		t: t, office: newFolder(t, nil), disk: map[string]text{}, at: map[string]string{},
		vague: map[string]bool{}, times: map[string][]phase{}, link: "store/x1.ts",
	}
	for name, content := range shopTexts {
		s.names = append(s.names, name)
		s.disk[name] = text{"0", true}
		s.office.write(name, strings.ReplaceAll(content, "MARK", "0"))
	}
	for _, dir := range []string{"in1", "in2", "out"} {
		s.ok(os.MkdirAll(s.office.path(dir), 0o755))
	}
	s.ok(os.Symlink("../store/x1.ts", s.office.path("scripts/link.ts")))
	s.step(func() error { return nil }, func() {})
	return s
}

func (s *shop) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) did(format string, args ...any) {
	s.acts = append(s.acts, clock.Now().Format("05.000 ")+fmt.Sprintf(format, args...))
}

// step does one system call that others can see, and enters what it changes.
func (s *shop) step(do func() error, change func()) {
	s.t.Helper()
	began := clock.Now()
	s.ok(do())
	ended := clock.Now()
	change()
	for _, w := range shopWorkflows {
		saw, times := s.stands(w), s.times[w.name]
		if n := len(times); n > 0 {
			if times[n-1].saw == saw {
				continue
			}
			times[n-1].until = ended
		}
		s.times[w.name] = append(times, phase{from: began, saw: saw})
	}
}

// stands is what a run of w says that begins now.
func (s *shop) stands(w shopWorkflow) string {
	if _, there := s.disk[w.parts[0]]; !there {
		return "gone"
	}
	var marks []string
	for _, part := range w.parts {
		if part == "scripts/link.ts" {
			part = s.link
		}
		if s.hidden != "" && strings.HasPrefix(part, s.hidden+"/") || !s.disk[part].good {
			return "broken"
		}
		marks = append(marks, s.disk[part].mark)
	}
	return strings.Join(marks, " ")
}

// starts reports whether files start runs of w.
func (s *shop) starts(w shopWorkflow) bool {
	now := s.stands(w)
	return now != "gone" && (now != "broken" || !s.vague[w.parts[0]])
}

// lasted is how long something must have been so to be live.
const lasted = 4 * time.Second

// known marks what had lasted at a time, with a server that was up since then.
func (s *shop) known(at, up time.Time) {
	for _, times := range s.times {
		for i := max(0, len(times)-12); i < len(times); i++ {
			p := &times[i]
			until := p.until
			if until.IsZero() || until.After(at) {
				until = at
			}
			if !up.IsZero() && until.Sub(later(p.from, up)) >= lasted {
				p.known = true
			}
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// path is where a file is now.
func (s *shop) path(name string) string {
	if at, moved := s.at[name]; moved {
		name = at
	}
	return s.office.path(name)
}

func (s *shop) unreachable(name string) bool {
	return s.hidden != "" && strings.HasPrefix(name, s.hidden+"/")
}

// content is a new one for a file, with what it is.
func (s *shop) content(name string, good bool, variant int) (string, text) {
	s.serial++
	mark := fmt.Sprint(s.serial)
	content := shopTexts[name]
	if !good {
		all := broken[path.Ext(name)]
		content = all[variant%len(all)]
	}
	return strings.ReplaceAll(content, "MARK", mark), text{mark, good}
}

// save saves a file as editors do.
func (s *shop) save(name string, how int, good bool, variant int) {
	if s.unreachable(name) {
		return
	}
	content, is := s.content(name, good, variant)
	s.did("save %s %d, good: %t, as %s", name, how, good, is.mark)
	switch how {
	case 0:
		s.saveByRename(name, content, is)
	case 1:
		s.saveLikeVim(name, content, is)
	default:
		s.saveInPlace(name, content, is)
	}
}

// saveByRename writes another file and renames it.
func (s *shop) saveByRename(name, content string, is text) {
	to := s.path(name)
	temp := filepath.Join(filepath.Dir(to), fmt.Sprintf(".%s.%d.tmp", filepath.Base(to), s.serial))
	s.ok(os.WriteFile(temp, []byte(content), 0o644))
	s.step(func() error { return os.Rename(temp, to) }, func() { s.disk[name] = is })
}

// saveLikeVim keeps the old file as a backup, and writes a new one (vim, backupcopy=no).
func (s *shop) saveLikeVim(name, content string, is text) {
	to := s.path(name)
	probe := filepath.Join(filepath.Dir(to), "4913")
	s.ok(os.WriteFile(probe, nil, 0o644))
	s.ok(os.Remove(probe))
	if _, there := s.disk[name]; there {
		s.step(func() error { return os.Rename(to, to+"~") }, func() { delete(s.disk, name) })
	}
	var file *os.File
	s.step(func() (err error) {
		file, err = os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		return err
	}, func() { s.disk[name] = text{} })
	s.step(func() error { _, err := file.WriteString(content); return err }, func() { s.disk[name] = is })
	s.ok(errors.Join(file.Sync(), file.Close()))
	if err := os.Remove(to + "~"); !errors.Is(err, fs.ErrNotExist) {
		s.ok(err)
	}
}

// saveInPlace empties the file and writes it in several writes (VS Code).
func (s *shop) saveInPlace(name, content string, is text) {
	var file *os.File
	s.step(func() (err error) {
		file, err = os.OpenFile(s.path(name), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
		return err
	}, func() { s.disk[name] = text{} })
	cuts := []int{0, min(2, len(content)), min(4, len(content)), min(8, len(content)), len(content)}
	for i := range cuts[1:] {
		s.step(func() error { _, err := file.WriteString(content[cuts[i]:cuts[i+1]]); return err }, func() {
			if cuts[i+1] == len(content) {
				s.disk[name] = is
			}
		})
	}
	s.ok(file.Close())
}

// touch saves what is there already.
func (s *shop) touch(name string) {
	is := s.disk[name]
	if s.unreachable(name) || !is.good {
		return
	}
	s.did("touch %s", name)
	s.saveByRename(name, strings.ReplaceAll(shopTexts[name], "MARK", is.mark), is)
}

func (s *shop) remove(name string) {
	if _, there := s.disk[name]; !there || s.unreachable(name) {
		return
	}
	s.did("remove %s", name)
	s.vague[name] = true // a workflow that is gone does not come back with a broken definition
	s.step(func() error { return os.Remove(s.path(name)) }, func() { delete(s.disk, name) })
}

// away moves a file to another name, and back at once.
func (s *shop) away(name string) {
	is, there := s.disk[name]
	if !there || s.unreachable(name) {
		return
	}
	s.did("%s goes away and comes back", name)
	from, to := s.path(name), s.path(name)+".bak"
	s.step(func() error { return os.Rename(from, to) }, func() { delete(s.disk, name) })
	s.step(func() error { return os.Rename(to, from) }, func() { s.disk[name] = is })
}

// swapFolder renames a folder, or gives it its name back.
func (s *shop) swapFolder(name string) {
	from, to, hides := s.office.path(name), s.office.path(name+".old"), name
	if s.hidden == name {
		from, to, hides = to, from, ""
	}
	s.did("rename %s to %s", filepath.Base(from), filepath.Base(to))
	s.step(func() error { return os.Rename(from, to) }, func() { s.hidden = hides })
}

// swapLink lets the link lead elsewhere, at once.
func (s *shop) swapLink(variant int) {
	to := []string{"store/x1.ts", "store/x2.ts"}[variant%2]
	s.did("link.ts leads to %s", to)
	link := s.office.path("scripts/link.ts")
	s.ok(os.Symlink("../"+to, link+".new"))
	s.step(func() error { return os.Rename(link+".new", link) }, func() { s.link = to })
}

// moveDefinition renames a workflow's file, whose name is written in it.
func (s *shop) moveDefinition(name string) {
	if _, there := s.disk[name]; !there || path.Ext(name) != ".yaml" {
		return
	}
	from, to := s.path(name), strings.TrimSuffix(name, ".yaml")+"-moved.yaml"
	if _, moved := s.at[name]; moved {
		to = name
	}
	s.did("rename %s to %s", filepath.Base(from), to)
	s.vague[name] = true
	s.step(func() error { return os.Rename(from, s.office.path(to)) }, func() { s.at[name] = to })
	if to == name {
		delete(s.at, name)
	}
}

// noise makes and removes files that are nobody's.
func (s *shop) noise(variant int) {
	names := []string{"scripts/.one.ts.swp", "scripts/lib/a.ts~", "scripts/nobody.ts", "workflows/.one.yaml.swp", "workflows/note.txt", "in1/.hidden.csv", "in2/~$book.csv", "in2/part.csv.tmp"}
	name := names[variant%len(names)]
	if s.unreachable(name) {
		return
	}
	s.did("noise %s", name)
	s.ok(os.WriteFile(s.office.path(name), []byte("export const a = 1;"), 0o644))
	if variant%3 == 0 {
		s.ok(os.Remove(s.office.path(name)))
	}
}

// mend makes everything good again.
func (s *shop) mend() {
	if s.hidden != "" {
		s.swapFolder(s.hidden)
	}
	for _, name := range slices.Sorted(slices.Values(s.names)) {
		if !s.disk[name].good {
			s.save(name, 0, true, 0)
		}
	}
}

// put writes a file into an inbox.
func (s *shop) put(name, content string, atomic bool) {
	to := s.office.path(name)
	if !atomic {
		s.ok(os.WriteFile(to, []byte(content), 0o644))
		return
	}
	temp := filepath.Join(filepath.Dir(to), "."+filepath.Base(to)+".part")
	s.ok(os.WriteFile(temp, []byte(content), 0o644))
	s.ok(os.Rename(temp, to))
}
