package cli

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestUnitNames(t *testing.T) {
	fit := regexp.MustCompile(`^dandori-[A-Za-z0-9-]+-[0-9a-f]{8}$`)
	seen := map[string]string{}
	for _, root := range []string{
		"/srv/jinji", "/home/a/jinji", "/srv/人事", "/srv/総務", "/srv/--", "/", `C:\Users\山田\jinji`, "/srv/" + strings.Repeat("a", 300), "/srv/a b%i@c",
	} {
		name := unitName(root)
		if !fit.MatchString(name) || len(name) > 60 {
			t.Errorf("%s: %s", root, name)
		}
		if other, ok := seen[name]; ok {
			t.Errorf("%s and %s are both %s", root, other, name)
		}
		seen[name] = root
	}
}

func TestSystemdUnits(t *testing.T) {
	command := []string{"/usr/local/bin/dandori", "-C", `/srv/人事 50% "$HOME"\`, "serve"}
	for name, c := range map[string]struct {
		account string
		user    bool
	}{"own": {"", true}, "machine": {"yamada", false}} {
		got := systemdUnit("/srv/人事 50%", c.account, c.user, command)
		path := filepath.Join("testdata", "service_"+name+".golden")
		want, err := os.ReadFile(path)
		if err != nil || got != string(want) {
			t.Errorf("%s (%v):\n%s", path, err, got)
		}
	}
}

func TestAManagerStopsServe(t *testing.T) {
	var m *managed
	m = newManaged(func() error {
		caught, stop := m.signals()
		defer stop()
		if s := <-caught; s != os.Interrupt {
			t.Errorf("%v", s)
		}
		return nil
	}, func(err error) { t.Errorf("died of %v", err) })
	if err := m.Start(nil); err != nil {
		t.Fatal(err)
	}
	if err := m.Stop(nil); err != nil {
		t.Fatal(err)
	}
}

func TestServeThatEndsByItselfIsKnownToHaveDied(t *testing.T) {
	for _, why := range []error{errors.New("disk full"), nil} {
		died := make(chan error, 1)
		m := newManaged(func() error { return why }, func(err error) { died <- err })
		if err := m.Start(nil); err != nil {
			t.Fatal(err)
		}
		if err := <-died; err == nil || why != nil && !errors.Is(err, why) {
			t.Errorf("died of %v", err)
		}
	}
}

func TestTheServiceLogDoesNotGrowForEver(t *testing.T) {
	p := &project{root: t.TempDir()}
	const line = "a line\n"
	for range 2 { // also one that was there at the start
		l, err := openServiceLog(p)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := l.file.Truncate(mostLog + 1); err != nil {
				t.Fatal(err)
			}
			l.size = mostLog + 1
			if _, err := l.Write([]byte(line)); err != nil {
				t.Fatal(err)
			}
			for name, want := range map[string]int64{l.path: int64(len(line)), l.path + ".1": mostLog + 1} {
				if info, err := os.Stat(name); err != nil || info.Size() != want {
					t.Errorf("%s: %v, %v", name, info, err)
				}
			}
		}
		if err := errors.Join(l.file.Truncate(mostLog+1), l.Close(), os.Remove(l.path+".1")); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Write([]byte(line)); err == nil {
			t.Error("a closed log was written to")
		}
	}
}
