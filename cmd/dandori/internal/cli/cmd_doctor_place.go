package cli

import (
	"dandori/runtime/say"
	"dandori/runtime/watch"
)

// placeSigns are about the machine: the file system of the project, and how much of it may be watched.
func placeSigns(root string) []sign {
	kind, events := watch.Kind(root)
	files := well("files", say.T("%[1]s is on a file system of this machine (%[2]s)", root, kind))
	switch {
	case kind == "":
		files = well("files", say.T("the type of the file system of %s is not known here", root))
	case !events:
		files = sign{check: "files", condition: conditionWarn,
			message: say.T("%[1]s is on a network or shared file system (%[2]s): changes are found by looking every few seconds", root, kind),
			hint:    say.T("put the project on a disk of this machine; folders that files are dropped into may stay where they are")}
	}
	signs := []sign{files}
	for _, l := range watch.Limits() {
		signs = append(signs, limitSign(l))
	}
	return signs
}

// nearly is the percentage of a limit from which on it is worth a word.
const nearly = 80

func limitSign(l watch.Limit) sign {
	switch {
	case l.Used < 0:
		return well("watching", say.T("%[1]s is %[2]d", l.Sysctl, l.Max))
	case l.Max > 0 && l.Used*100 >= l.Max*nearly:
		return sign{check: "watching", condition: conditionWarn,
			message: say.T("%[1]s: %[2]d of %[3]d are in use; beyond, files are looked through every few seconds", l.Sysctl, l.Used, l.Max),
			hint:    say.T("raise it with: sudo sysctl %[1]s=%[2]d", l.Sysctl, 4*l.Max)}
	}
	return well("watching", say.T("%[1]s: %[2]d of %[3]d are in use", l.Sysctl, l.Used, l.Max))
}

// serveSign tells whether anything starts workflows by itself.
func (p *project) serveSign() sign {
	switch there, err := p.served(); {
	case err != nil:
		return ill("serve", err)
	case there:
		return well("serve", say.T("dandori serve runs for this project"))
	}
	return sign{check: "serve", condition: conditionWarn,
		message: say.T("dandori serve does not run for this project on this machine: nothing starts by itself"),
		hint:    say.T("dandori serve starts one, dandori service install lets the system do so")}
}
