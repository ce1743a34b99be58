package main

import (
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// serviced FILE starts what the unit file tells systemd to start, as systemd
// does: with its words for words (systemd.service(5), "Command lines"), from the root
// folder, with nothing to read and hardly an environment. It is followed by says and quits.
func serviced(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: serviced FILE")
	}
	line := regexp.MustCompile(`(?m)^ExecStart=(.*)$`).FindStringSubmatch(ts.ReadFile(args[0]))
	if line == nil {
		ts.Fatalf("there is no ExecStart")
	}
	var words []string
	for _, quoted := range regexp.MustCompile(`"(?:[^"\\]|\\.)*"`).FindAllString(line[1], -1) {
		word, err := strconv.Unquote(quoted)
		ts.Check(err)
		words = append(words, strings.NewReplacer("%%", "%", "$$", "$").Replace(word))
	}
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir, cmd.Env = "/", []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "INVOCATION_ID=1"}
	watch(ts, cmd)
}
