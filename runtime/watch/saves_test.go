package watch

import (
	"os"
)

// saves are the ways in which files come to be changed, as system calls. All
// begin with scripts/a.ts and inbox/deep in place.
var saves = []struct {
	name   string
	before func(p *project)
	act    func(p *project)
	must   []string // is told, or a folder around it
	may    []string // is told besides, and nothing else
}{{
	name: "written in place",
	act:  func(p *project) { p.write("scripts/a.ts", "new") },
	must: []string{"scripts/a.ts"},
}, {
	name: "in several writes",
	act: func(p *project) {
		p.write("scripts/a.ts", "")
		for range 100 {
			p.append("scripts/a.ts", "a line\n")
		}
	},
	must: []string{"scripts/a.ts"},
}, {
	name: "to a temporary file that is renamed",
	act: func(p *project) {
		p.write("scripts/.a.ts.tmp", "new")
		p.rename("scripts/.a.ts.tmp", "scripts/a.ts")
	},
	must: []string{"scripts/a.ts"}, may: []string{"scripts/.a.ts.tmp"},
}, {
	name: "to a temporary file elsewhere that is renamed",
	act: func(p *project) {
		p.write("a.ts.tmp", "new")
		p.rename("a.ts.tmp", "scripts/a.ts")
	},
	must: []string{"scripts/a.ts"},
}, {
	name: "by vim: a swap file, a probe, the old one away, the new one written, the old one removed",
	act: func(p *project) {
		p.write("scripts/.a.ts.swp", "swap")
		p.write("scripts/4913", "")
		p.remove("scripts/4913")
		p.rename("scripts/a.ts", "scripts/a.ts~")
		p.write("scripts/a.ts", "new")
		p.must(os.Chmod(p.at("scripts/a.ts"), 0o644))
		p.remove("scripts/a.ts~")
		p.remove("scripts/.a.ts.swp")
	},
	must: []string{"scripts/a.ts"}, may: []string{"scripts/.a.ts.swp", "scripts/4913", "scripts/a.ts~"},
}, {
	name: "by vim with backupcopy=yes: a copy, then in place",
	act: func(p *project) {
		p.write("scripts/a.ts~", "old")
		p.must(os.Truncate(p.at("scripts/a.ts"), 0))
		p.append("scripts/a.ts", "new")
		p.remove("scripts/a.ts~")
	},
	must: []string{"scripts/a.ts"}, may: []string{"scripts/a.ts~"},
}, {
	name: "by VS Code: truncated and written in place",
	act: func(p *project) {
		f, err := os.OpenFile(p.at("scripts/a.ts"), os.O_WRONLY, 0)
		p.must(err, f.Truncate(0))
		_, err = f.WriteAt([]byte("new"), 0)
		p.must(err, f.Sync(), f.Close())
	},
	must: []string{"scripts/a.ts"},
}, {
	name: "by VS Code's atomic way: a .vsctmp beside it, renamed",
	act: func(p *project) {
		p.write("scripts/a.ts.vsctmp", "new")
		p.rename("scripts/a.ts.vsctmp", "scripts/a.ts")
	},
	must: []string{"scripts/a.ts"}, may: []string{"scripts/a.ts.vsctmp"},
}, {
	name: "by emacs: a lock that is a broken link, the old one renamed",
	act: func(p *project) {
		p.link("user@host.1234:1", "scripts/.#a.ts")
		p.rename("scripts/a.ts", "scripts/a.ts~")
		p.write("scripts/a.ts", "new")
		p.remove("scripts/.#a.ts")
	},
	must: []string{"scripts/a.ts", "scripts/a.ts~"}, may: []string{"scripts/.#a.ts"},
}, {
	name: "by JetBrains: ___jb_tmp___ written, the old one to ___jb_old___, then back",
	act: func(p *project) {
		p.write("scripts/a.ts___jb_tmp___", "new")
		p.rename("scripts/a.ts", "scripts/a.ts___jb_old___")
		p.rename("scripts/a.ts___jb_tmp___", "scripts/a.ts")
		p.remove("scripts/a.ts___jb_old___")
	},
	must: []string{"scripts/a.ts"}, may: []string{"scripts/a.ts___jb_tmp___", "scripts/a.ts___jb_old___"},
}, {
	name: "by git: removed and made anew under the same name",
	act: func(p *project) {
		p.remove("scripts/a.ts")
		p.write("scripts/a.ts", "new")
	},
	must: []string{"scripts/a.ts"},
}, {
	name: "as a second name of another file",
	act: func(p *project) {
		p.write("other", "new")
		p.must(os.Link(p.at("other"), p.at("scripts/b.ts")))
	},
	must: []string{"scripts/b.ts"},
}, {
	name: "removed",
	act:  func(p *project) { p.remove("scripts/a.ts") },
	must: []string{"scripts/a.ts"},
}, {
	name: "renamed",
	act:  func(p *project) { p.rename("scripts/a.ts", "scripts/b.ts") },
	must: []string{"scripts/a.ts", "scripts/b.ts"},
}, {
	name: "renamed out of sight",
	act:  func(p *project) { p.rename("scripts/a.ts", "elsewhere.ts") },
	must: []string{"scripts/a.ts"},
}, {
	name: "made readable",
	act:  func(p *project) { p.must(os.Chmod(p.at("scripts/a.ts"), 0o600)) },
	must: []string{"scripts/a.ts"},
}, {
	name: "in a folder where nothing is wanted, and beside what is",
	act: func(p *project) {
		p.mkdir("out/deep")
		p.write("out/deep/a.csv", "new")
		p.write("note.txt", "new")
	},
}, {
	name: "in a folder below one that is wanted without what is below",
	before: func(p *project) {
		p.mkdir("scripts/lib")
		_, _ = p.until("scripts/first")
	},
	act: func(p *project) { p.write("scripts/lib/a.ts", "new") },
}, {
	name: "where it is skipped",
	act: func(p *project) {
		p.mkdir("inbox/node_modules/x")
		p.write("inbox/node_modules/x/index.js", "new")
		p.write("inbox/node_modules/y.js", "new")
	},
}}
