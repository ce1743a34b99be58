package workflow

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"dandori/runtime/say"
)

// ConfigFile is the name of a project's configuration, which also marks its folder.
const ConfigFile = "dandori.yaml"

// Project is what dandori.yaml says (design §5).
type Project struct {
	Timezone    Zone        `yaml:"timezone"`    // of Date, dates without a time, schedules; default Asia/Tokyo
	Store       Store       `yaml:"store"`       // where runs are kept: a project-relative file or postgres://…
	Concurrency Count       `yaml:"concurrency"` // runs at once; default 8
	Keep        Keep        `yaml:"keep"`        // how long finished runs are kept
	Worker      Worker      `yaml:"worker"`      // what one run may use of the machine
	Notify      Channels    `yaml:"notify"`      // by which people are told, in the file's order
	Connections Connections `yaml:"connections"` // in the file's order
}

// Worker bounds the process of one run.
type Worker struct {
	Memory Size     `yaml:"memory"` // default 1 GiB
	CPU    Duration `yaml:"cpu"`    // computing time of one process in all; default 30m
	Stall  Duration `yaml:"stall"`  // computing without a pause; default 60s
}

// Keep says how long the runs of a state are kept; 0: 30 days where they succeeded, else a year.
type Keep struct {
	Succeeded Age `yaml:"succeeded"`
	Failed    Age `yaml:"failed"`
}

// Count is a whole number from 1.
type Count int

func (c *Count) decode(r *reader, n *yaml.Node) {
	var i int
	r.scalar(n, elem(&i))
	if n.ShortTag() == "!!int" && i < 1 {
		r.at(n, say.T("%s is less than 1", n.Value))
	}
	*c = Count(i)
}

// Store is a project-relative path or a postgres:// address; the address may hold a password.
type Store struct{ Secret }

// Where returns what the setting says with its variables filled in, "" when it says nothing.
func (s Store) Where(lookup Lookup) (string, error) {
	text, missing := s.expand(lookup)
	if len(missing) == 0 {
		return text, nil
	}
	p := s.place
	p.Message = say.T("store needs the environment variable %s, which is not set", missing[0])
	p.Hint = say.T("add the line %[1]s=… to the file .env beside dandori.yaml", missing[0])
	return "", Problems{p}
}

func (s *Store) decode(r *reader, n *yaml.Node) {
	s.Secret.decode(r, n)
	if scheme, _, isURL := strings.Cut(s.raw, "://"); isURL && scheme != "postgres" && scheme != "postgresql" {
		r.at(n, say.T("a store is a file or postgres://…, not %s://", scheme))
	}
}

// Connections is a mapping from name to Connection that keeps its order.
type Connections []Connection

// Named returns the connection called name.
func (c Connections) Named(name string) (Connection, bool) {
	for _, one := range c {
		if one.Name == name {
			return one, true
		}
	}
	return Connection{}, false
}

// Names returns the connections' names in the file's order.
func (c Connections) Names() []string {
	names := make([]string, len(c))
	for i, one := range c {
		names[i] = one.Name
	}
	return names
}

// Find returns the folder of the nearest dandori.yaml, in dir or above it.
func Find(dir string) (root string, ok bool) {
	for {
		if info, err := os.Stat(filepath.Join(dir, ConfigFile)); err == nil && !info.IsDir() {
			return dir, true
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", false
		}
		dir = up
	}
}

// LoadProject reads dandori.yaml of a project's folder. Without one it returns
// the project of defaults. The project is good as far as the problems go: what
// could not be read has its default. The error is never Problems.
func LoadProject(project fs.FS) (*Project, Problems, error) {
	text, err := fs.ReadFile(project, ConfigFile)
	if errors.Is(err, fs.ErrNotExist) {
		p, problems := ParseProject(nil)
		return p, problems, nil
	}
	if err != nil {
		return nil, nil, say.Errorf("reading %s: %w", ConfigFile, err)
	}
	p, problems := ParseProject(text)
	return p, problems, nil
}

// ParseProject reads the text of a dandori.yaml.
func ParseProject(text []byte) (*Project, Problems) {
	r := newReader(ConfigFile, text)
	r.secrets = true
	p := &Project{}
	docs := r.documents(text)
	if len(docs) > 1 {
		r.at(docs[1], say.T("%s holds one document, without ---", ConfigFile))
	}
	if len(docs) > 0 {
		r.value(docs[0], elem(p))
	}
	p.defaults()
	return p, r.problems
}

func (p *Project) defaults() {
	if p.Timezone.Location == nil {
		p.Timezone, _ = LoadZone(DefaultZone)
	}
	if p.Concurrency == 0 {
		p.Concurrency = 8
	}
	p.Worker.defaults()
	if p.Store.raw == "" {
		p.Store.raw = ".dandori/dandori.db"
	}
}

func (w *Worker) defaults() {
	if w.Memory == 0 {
		w.Memory = 1 << 30
	}
	if w.CPU == 0 {
		w.CPU = Duration(30 * time.Minute)
	}
	if w.Stall == 0 {
		w.Stall = Duration(time.Minute)
	}
}
