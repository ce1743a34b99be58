package watch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// tells checks that after act all of names are told, or folders around them.
func (p *project) tells(act func(), names ...string) {
	p.Helper()
	act()
	told, all := p.until("scripts/mark")
	for _, name := range names {
		if !all && !covered(told, name) {
			p.Errorf("%s was not told, but %q", name, told)
		}
	}
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	p.consistent()
}

// consistent checks that what is listened to is what is looked at, and no more.
func (p *project) consistent() {
	p.Helper()
	w := p.w
	for name, f := range w.seen {
		if !w.heard[f.place] && !f.silent {
			p.Errorf("%s is not listened to", name)
		}
	}
	for place := range w.heard {
		if len(w.places[place]) == 0 && len(w.behind[place]) == 0 {
			p.Errorf("%s is listened to for nothing", place)
		}
	}
}

func TestFoldersComeGoAndAreReplaced(t *testing.T) {
	p := begin(t, Config{Root: furnished(t)}, "scripts", "inbox/**", "later/on")
	p.tells(func() { p.mkdir("inbox/new/and/deep"); p.write("inbox/new/and/deep/a.csv", "1") }, "inbox/new/and/deep/a.csv")
	p.tells(func() { p.write("inbox/new/and/deep/a.csv", "2") }, "inbox/new/and/deep/a.csv")
	p.tells(func() { p.rename("inbox/new", "inbox/old") }, "inbox/new/and/deep/a.csv", "inbox/old/and/deep/a.csv")
	p.tells(func() { p.write("inbox/old/and/deep/a.csv", "3") }, "inbox/old/and/deep/a.csv")
	p.tells(func() { p.rename("inbox", "aside") }, "inbox/old/and/deep/a.csv")
	p.tells(func() { p.write("aside/old/and/deep/a.csv", "4") })
	p.tells(func() { p.mkdir("inbox"); p.write("inbox/b.csv", "5") }, "inbox/b.csv")
	p.tells(func() { p.remove("inbox"); p.rename("aside", "inbox") }, "inbox/old/and/deep/a.csv", "inbox/b.csv")
	p.tells(func() { p.write("inbox/old/and/deep/a.csv", "6") }, "inbox/old/and/deep/a.csv")
	p.tells(func() { p.rename("inbox", "away"); p.rename("away", "inbox") }, "inbox/old/and/deep/a.csv")
	p.tells(func() { p.write("inbox/old/and/deep/a.csv", "7") }, "inbox/old/and/deep/a.csv")
	p.tells(func() { p.mkdir("later/on"); p.write("later/on/a.ts", "1") }, "later/on/a.ts")
	p.tells(func() { p.write("later/on/a.ts", "2") }, "later/on/a.ts")
	p.tells(func() { p.remove("later") }, "later/on/a.ts")
	p.tells(func() { p.write("later", "a file") })
	p.tells(func() { p.remove("later"); p.mkdir("later/on"); p.write("later/on/a.ts", "3") }, "later/on/a.ts")
}

func TestTwoFoldersChangePlaces(t *testing.T) {
	p := begin(t, Config{Root: furnished(t)}, "scripts", "inbox/**")
	p.mkdir("inbox/a/x")
	p.mkdir("inbox/b/x")
	p.tells(func() { p.rename("inbox/a", "inbox/c"); p.rename("inbox/b", "inbox/a"); p.rename("inbox/c", "inbox/b") }, "inbox/a", "inbox/b")
	p.tells(func() { p.write("inbox/a/x/1.csv", "1") }, "inbox/a/x/1.csv")
	p.tells(func() { p.write("inbox/b/x/2.csv", "2") }, "inbox/b/x/2.csv")
}

func TestLinksAreSwapped(t *testing.T) {
	outside := t.TempDir()
	p := begin(t, Config{Root: furnished(t)}, "scripts", "inbox/**", "current/**")
	p.mkdir("scripts/..1")
	p.mkdir("scripts/..2")
	p.write("scripts/..1/m.yaml", "1")
	p.write("scripts/..2/m.yaml", "2")
	p.tells(func() {
		p.link("..1", "scripts/..data")
		p.link("..data/m.yaml", "scripts/m.yaml")
	}, "scripts/..data", "scripts/m.yaml")
	p.tells(func() { // as Kubernetes changes a mounted ConfigMap
		p.link("..2", "scripts/..data_tmp")
		p.rename("scripts/..data_tmp", "scripts/..data")
	}, "scripts/m.yaml")
	p.tells(func() { p.write("scripts/..2/m.yaml", "3") }, "scripts/m.yaml")

	at := func(name string) string { return filepath.Join(outside, name) }
	p.must(os.MkdirAll(at("r1/sub"), 0o755), os.MkdirAll(at("r2/sub"), 0o755), os.WriteFile(at("a.ts"), []byte("1"), 0o644))
	p.tells(func() { p.link(at("a.ts"), "scripts/l.ts") }, "scripts/l.ts")
	p.tells(func() { p.must(os.WriteFile(at("a.ts"), []byte("22"), 0o644)) }, "scripts/l.ts")
	p.tells(func() {
		p.must(os.WriteFile(at("a.tmp"), []byte("333"), 0o644), os.Rename(at("a.tmp"), at("a.ts")))
	}, "scripts/l.ts")

	p.tells(func() { p.link(at("r1"), "current") }, "current/sub")
	p.tells(func() { p.must(os.WriteFile(at("r1/sub/a"), nil, 0o644)) }, "current/sub/a")
	p.tells(func() { p.link(at("r2"), "next"); p.rename("next", "current") }, "current/sub/a")
	p.tells(func() { p.must(os.WriteFile(at("r2/sub/b"), nil, 0o644)) }, "current/sub/b")
	p.tells(func() { p.must(os.WriteFile(at("r1/sub/c"), nil, 0o644)) })
	p.tells(func() { p.must(os.Rename(at("r2"), at("r3")), os.Rename(at("r1"), at("r2"))) }, "current/sub/b", "current/sub/a")
	p.tells(func() { p.must(os.WriteFile(at("r2/sub/d"), nil, 0o644)) }, "current/sub/d")
}

func TestALinkInACircleIsNotFollowedForEver(t *testing.T) {
	p := begin(t, Config{Root: furnished(t)}, "scripts", "inbox/**")
	p.tells(func() { p.link("..", "inbox/deep/up"); p.link("loop", "inbox/loop") }, "inbox/deep/up")
	p.tells(func() { p.link("deep", "inbox/same") }, "inbox/same")
	p.tells(func() { p.write("inbox/deep/b.csv", "") }, "inbox/deep/b.csv", "inbox/same/b.csv")
	p.tells(func() { p.rename("inbox/deep", "inbox/other") }, "inbox/same", "inbox/other")
	p.tells(func() { p.rename("inbox/other", "inbox/deep") }, "inbox/same", "inbox/deep")
	p.tells(func() { p.write("inbox/deep/c.csv", "") }, "inbox/deep/c.csv", "inbox/same/c.csv")
}

func TestTheProjectItselfIsReplaced(t *testing.T) {
	base := t.TempDir()
	p := begin(t, Config{Root: filepath.Join(base, "link"), Every: 20 * time.Millisecond}, "scripts")
	releases := &project{T: t, root: base}
	releases.mkdir("r1/scripts")
	releases.mkdir("r2/scripts")
	isAll := func() {
		t.Helper()
		for !p.next().All { // what a scan tells besides
		}
	}
	releases.link("r1", "link")
	isAll()
	p.tells(func() { p.write("scripts/a.ts", "") }, "scripts/a.ts")
	releases.link("r2", "new")
	releases.rename("new", "link")
	isAll()
	p.tells(func() { p.write("scripts/b.ts", "") }, "scripts/b.ts")
	releases.rename("r2", "r3")
	releases.rename("r3", "r2")
	isAll()
	p.tells(func() { p.write("scripts/c.ts", "") }, "scripts/c.ts")
}

func TestWhatIsWantedChanges(t *testing.T) {
	p := begin(t, Config{Root: furnished(t)}, "scripts")
	p.mkdir("lib/deep")
	p.tells(func() { p.write("lib/a.ts", "") })
	p.w.Want([]string{"scripts", "lib", "../outside", "/etc"})
	p.tells(func() {}, "lib")
	p.tells(func() { p.write("lib/a.ts", "2") }, "lib/a.ts")
	p.w.Want([]string{"scripts", "lib/**"})
	p.tells(func() { p.write("lib/deep/a.ts", "3") }, "lib/deep/a.ts")
	p.w.Want([]string{"lib/**", "scripts"})
	p.w.Want([]string{"scripts"})
	p.tells(func() {})
	p.write("lib/a.ts", "4")
	if told, _ := p.until("scripts/mark"); len(told) > 0 {
		t.Errorf("%q was told", told)
	}
	p.w.Want([]string{"**"})
	p.tells(func() { p.mkdir("x/y"); p.write("x/y/z", "") }, "x/y/z")
}

func TestNextEnds(t *testing.T) {
	p := begin(t, Config{}, "scripts")
	done := make(chan error)
	go func() {
		_, err := p.w.Next(t.Context())
		done <- err
	}()
	p.must(p.w.Close())
	if err := <-done; !errors.Is(err, fs.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	if _, err := Open(Config{Root: "here"}); err == nil {
		t.Error("a relative root was taken")
	}
}
