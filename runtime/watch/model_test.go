package watch

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// eye is somebody who looks only where he is told to, and remembers the rest.
type eye struct {
	root  string
	rules rules
	knows map[string]string // contents, by name
}

// look forgets what was at name and below, and looks.
func (e *eye) look(name string) {
	maps.DeleteFunc(e.knows, func(n, _ string) bool { return name == "." || n == name || strings.HasPrefix(n, name+"/") })
	e.read(name, e.knows)
}

// read puts what is wanted at name and below it into contents.
func (e *eye) read(name string, contents map[string]string) {
	file := filepath.Join(e.root, filepath.FromSlash(name))
	info, err := os.Stat(file)
	switch {
	case err != nil:
	case !info.IsDir():
		if e.rules.in(path.Dir(name)) >= whole {
			text, _ := os.ReadFile(file)
			contents[name] = string(text)
		}
	case e.rules.in(name) > nothing && !e.circles(name):
		entries, _ := os.ReadDir(file)
		for _, entry := range entries {
			e.read(join(name, entry.Name()), contents)
		}
	}
}

// circles reports whether name is a folder around itself, by way of a link.
func (e *eye) circles(name string) bool {
	place, _ := filepath.EvalSymlinks(filepath.Join(e.root, name))
	for name != "." {
		name = path.Dir(name)
		if above, _ := filepath.EvalSymlinks(filepath.Join(e.root, name)); above == place {
			return true
		}
	}
	return false
}

// told looks where d says.
func (e *eye) told(d Dirty) {
	if d.All {
		e.look(".")
	}
	for _, name := range d.Names {
		e.look(name)
	}
}

// wrong says where what is known is not what is there.
func (e *eye) wrong() string {
	there := map[string]string{}
	e.read(".", there)
	for name := range maps.Keys(there) {
		if known, ok := e.knows[name]; !ok || known != there[name] {
			return fmt.Sprintf("%s is %q, known is %q (%v)", name, there[name], known, ok)
		}
	}
	for name := range e.knows {
		if _, ok := there[name]; !ok {
			return name + " is gone, and still known"
		}
	}
	return ""
}

// forget drops what is not there any more. What comes and goes between two scans
// is in neither: who saw it in between has to look for himself whether it is still there.
func (e *eye) forget() {
	maps.DeleteFunc(e.knows, func(name, _ string) bool {
		_, err := os.Stat(filepath.Join(e.root, filepath.FromSlash(name)))
		return err != nil
	})
}

// vandal changes a project at random.
type vandal struct {
	*rand.Rand
	root, outside string
	mild          bool // does nothing that only a scan can find: making and moving what is around a link's target
	n             int
}

func (v *vandal) pick(names ...string) string { return names[v.IntN(len(names))] }

func (v *vandal) folder() string {
	return filepath.Join(v.root, v.pick("scripts", "inbox", "inbox/a", "inbox/a/b", "inbox/c", "inbox/a/b/d", "later", "later/on"))
}

func (v *vandal) far() string { return filepath.Join(v.outside, v.pick("r1", "r2", "r1/x", "r2/x")) }

func (v *vandal) file() string {
	if v.IntN(5) == 0 {
		return filepath.Join(v.far(), v.pick("1", "2"))
	}
	return filepath.Join(v.folder(), v.pick("1", "2", "3"))
}

// act does one thing. What cannot be done, because nothing is there or something
// else is, is not done.
func (v *vandal) act() {
	v.n++
	text := []byte(fmt.Sprint(v.n))
	file := v.file()
	switch v.IntN(13) {
	case 0, 1, 2:
		_ = os.WriteFile(file, text, 0o600)
	case 3, 4:
		if os.WriteFile(file+".tmp", text, 0o600) == nil {
			_ = os.Rename(file+".tmp", file)
		}
	case 5:
		_ = os.Remove(file)
	case 6:
		_ = os.MkdirAll(v.folder(), 0o700)
	case 7:
		_ = os.Rename(v.folder(), v.folder())
	case 8:
		_ = os.RemoveAll(v.folder())
	case 9:
		_ = os.Rename(v.file(), v.file())
	case 10:
		_ = os.MkdirAll(v.far(), 0o700)
		if !v.mild {
			_ = os.Rename(v.far(), v.far())
		}
	case 11: // a link to a file is swapped
		target := v.file()
		if v.mild {
			target = filepath.Join(v.far(), "1")
		}
		if os.Symlink(target, file+".new") == nil {
			_ = os.Rename(file+".new", file)
		}
	case 12: // and one to a folder
		if os.Symlink(v.far(), v.folder()+".new") == nil {
			_ = os.Rename(v.folder()+".new", v.folder())
		}
	}
}

// forgetful loses some of the system's events without a word.
type forgetful struct {
	notifier
	random *rand.Rand
}

func (f forgetful) Streams() (<-chan fsnotify.Event, <-chan error) {
	events, errs := f.notifier.Streams()
	some := make(chan fsnotify.Event)
	go func() {
		defer close(some)
		for e := range events {
			if f.random.IntN(3) > 0 {
				some <- e
			}
		}
	}()
	return some, errs
}

// TestEveryChangeIsTold has somebody change a project at random while somebody
// else looks where the watcher says: in the end he must know what is there.
func TestEveryChangeIsTold(t *testing.T) {
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 0))
		for name, notify := range map[string]func() (notifier, error){
			"events": system,
			"scans":  func() (notifier, error) { return nil, fs.ErrPermission },
			"both": func() (notifier, error) {
				n, err := system()
				return forgetful{n, rand.New(rand.NewPCG(seed, 1))}, err
			},
		} {
			t.Run(fmt.Sprintf("%s/seed=%d", name, seed), func(t *testing.T) {
				every := 3 * time.Millisecond
				if name == "events" {
					every = time.Hour
				}
				change(t, rand.New(rand.NewPCG(random.Uint64(), seed)), every, notify)
			})
		}
	}
}

func change(t *testing.T, random *rand.Rand, every time.Duration, notify func() (notifier, error)) {
	t.Helper()
	wanted := []string{"scripts", "inbox/**", "later/on", "mark"}
	p := beginWith(t, Config{Root: furnished(t), Every: every}, notify, wanted...)
	p.w.rest = 0 // on a machine that is busy, a scan can take long
	p.mkdir("mark")
	v := &vandal{Rand: random, root: p.root, outside: t.TempDir(), mild: every > time.Second}
	if v.mild {
		p.must(os.MkdirAll(filepath.Join(v.outside, "r1/x"), 0o700), os.MkdirAll(filepath.Join(v.outside, "r2/x"), 0o700))
	}
	e := &eye{root: p.root, rules: parseRules(wanted), knows: map[string]string{}}
	e.look(".")
	acted := make(chan bool)
	go func() {
		defer close(acted)
		for range 150 {
			v.act()
			if v.IntN(20) == 0 {
				p.w.Want(wanted[v.IntN(2):]) // with and without scripts
			}
		}
		p.w.Want(wanted)
		_ = os.WriteFile(p.at("mark/last"), []byte("done"), 0o600)
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	wrong := func() string {
		if every < time.Second {
			e.forget()
		}
		return e.wrong()
	}
	for e.knows["mark/last"] != "done" || wrong() != "" { // what came before the last may be told after it: a look at a folder sees more
		d, err := p.w.Next(ctx)
		if err != nil {
			break
		}
		e.told(d)
	}
	<-acted
	if wrong := wrong(); wrong != "" {
		t.Fatal(wrong)
	}
	if every > time.Second {
		p.w.mu.Lock()
		defer p.w.mu.Unlock()
		p.consistent()
	}
}

func TestTheEyeSees(t *testing.T) { // or the test above proves nothing
	e := &eye{root: furnished(t), rules: parseRules([]string{"inbox/**"}), knows: map[string]string{}}
	if !strings.Contains(e.wrong(), "inbox/deep/a.csv") {
		t.Error("what was not looked at is known")
	}
	e.told(Dirty{Names: []string{"inbox"}})
	if e.wrong() != "" || !slices.Equal(slices.Collect(maps.Keys(e.knows)), []string{"inbox/deep/a.csv"}) {
		t.Errorf("%s, %v", e.wrong(), e.knows)
	}
}
