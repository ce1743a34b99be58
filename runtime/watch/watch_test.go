package watch

import (
	"strings"
	"testing"
)

func skip(name string) bool { return strings.Contains(name, "node_modules") }

func TestEveryWayOfSavingIsTold(t *testing.T) {
	for _, c := range saves {
		t.Run(c.name, func(t *testing.T) {
			p := begin(t, Config{Root: furnished(t), Skip: skip}, "scripts", "inbox/**")
			if c.before != nil {
				c.before(p)
			}
			c.act(p)
			names, all := p.until("scripts/mark")
			if all {
				t.Error("everything was told")
			}
			for _, name := range c.must {
				if !covered(names, name) {
					t.Errorf("%s was not told, but %q", name, names)
				}
			}
			for _, name := range names {
				if !covered(append(c.must, c.may...), name) {
					t.Errorf("%s was told", name)
				}
			}
		})
	}
}
