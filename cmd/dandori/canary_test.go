package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"dandori/runtime/queue"
	"dandori/runtime/seal"
	"dandori/runtime/store"
)

// Canaries: what is nowhere to be found. Names and addresses may stand in the
// script's own log lines, results and outputs; passwords and keys nowhere.
const (
	canaryName     = "鶯谷カナリア"
	canaryMail     = "canary.taro@mail.example.jp"
	canaryPhone    = "080-7171-9494"
	canaryPassword = "Kanarienvogel-71"
)

// canaryScript brings canaries everywhere where a script can bring data. What
// it says itself is marked with SAID.
const canaryScript = `import { approve, csv, files, log, params, progress, sleep, state } from "dandori";
import { kaonaviV1, sansan } from "dandori/connections";
const people = await csv.read("inbox/people.csv").toArray();
const password = ["Kanarienvogel", 71].join("-"); // a file that holds one would be kept, sealed, as any that is read
log.info("SAID " + params.who, { mail: params.mail, people });
console.log("SAID", people[0].tel);
await state.set(params.mail, { name: params.who, people });
const members = await kaonaviV1.members.list().toArray();
const cards = await sansan.bizCards.list({ range: "all", updatedFrom: "2020-01-01" }).toArray();
await kaonaviV1.members.add([{ member_code: "c0001", member_name: params.who, definition_8: params.mail }]).catch((e) => log.warn("SAID " + e.message));
await kaonaviV1.users.add(people.map((p) => ({ email: p.mail, name: p.name, password, member_code: members[0].member_code, type: "一般", role: "一般ユーザー" }))).catch((e) => log.warn("SAID " + e.message));
try {
  await kaonaviV1.members.add([{ member_code: params.who, member_name: params.mail, no_such_field: people[0].tel } as any]);
} catch (e) {
  log.warn("SAID " + e.message);
}
await kaonaviV1.sheet(1002).add([{ member_code: members[0].member_code, definition_63: params.who }]);
const out = csv.writer("out/people.csv", { columns: ["name", "mail"] });
for (const p of people) await out.write(p);
await out.close();
await files.writeText("out/" + params.mail + ".txt", params.who);
await sleep("1ms");
if (params.ask) await approve("SAID may " + params.who + " go on?", people);
if (params.fail) throw new Error("SAID " + params.who + " " + params.mail);
export default () => ({ name: params.who, cards: cards.length, people });
`

// TestCanaries runs scripts with canaries in everything that dandori keeps or
// says, killed and failed and in doubt, and then looks for them.
//
// The files that the user or the script wrote (inbox, out, .env, scripts) are
// not looked at, nor what dry runs wrote, nor the sandbox, which is the vendor.
func TestCanaries(t *testing.T) {
	o := newOffice(t, map[string]string{
		"scripts/canary.ts": canaryScript,
		"inbox/people.csv":  "name,mail,tel\r\n" + canaryName + "," + canaryMail + "," + canaryPhone + "\r\n",
	})
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	w := &watcher{t: t, office: o, temp: temp, canaries: canariesOf(o), secrets: secretsOf(t, o)}
	args := []string{"run", "scripts/canary.ts", "-p", "who=" + canaryName, "-p", "mail=" + canaryMail, "--log-level", "debug"}
	for _, more := range [][]string{nil, {"-p", "fail=true"}, {"-p", "ask=true", "--no-wait"}, {"--dry-run"}} {
		w.look(o.dandori(0, append(args, more...)...))
	}
	states := map[string]int{}
	for die := 3; die < 85; die += 3 + 7*(45/max(die, 45)) { // closer where it writes
		w.look(o.dandori(die, args...))
		id, state := o.run()
		if state != "succeeded" && state != "failed" {
			w.look(o.dandori(0, "runs", "resume", id, "--log-level", "debug"))
			_, state = o.run()
		}
		states[state]++
	}
	if states["succeeded"] == 0 || states["in_doubt"] == 0 {
		t.Errorf("the killed runs ended so: %v", states)
	}
	w.look(o.dandori(0, "secret", "show"))
	w.look(o.dandori(0, "quota"))
	w.look(o.dandori(0, "backup", ".dandori/backup", "--without-key"))
	id, _ := o.run()
	w.look(o.dandori(0, "runs", "export", id, ".dandori/report.json"))
	w.look(o.dandori(0, "secret", "rotate"))
	w.lookInside()
	t.Logf("%d canaries, %d bytes looked through, runs ended %v", len(w.canaries)+len(w.secrets), w.bytes, states)
}

// watcher looks for canaries.
type watcher struct {
	t        *testing.T
	office   *office
	temp     string
	canaries []string // that only the script may say
	secrets  []string // that nobody may say
	bytes    int
}

// look looks through what a process said and left on the disk.
func (w *watcher) look(e ended) {
	w.t.Helper()
	if e.code == 70 || e.code == 2 || e.code == 3 {
		w.t.Fatalf("exit code %d\n%s", e.code, e.stderr)
	}
	var own strings.Builder
	for line := range strings.Lines(e.stderr) {
		if !strings.Contains(line, "SAID") {
			own.WriteString(line)
		}
	}
	w.search("stderr", []byte(own.String()), append(w.canaries, w.secrets...))
	w.search("all of stderr", []byte(e.stderr), w.secrets)
	w.search("stdout", e.stdout, w.secrets)
	for _, dir := range []string{filepath.Join(w.office.root, ".dandori"), w.temp} {
		w.folder(dir)
	}
}

func (w *watcher) folder(dir string) {
	w.t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "dry-run":
			return filepath.SkipDir
		case d.IsDir():
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		w.search(path, append([]byte(path+"\n"), data...), append(w.canaries, w.secrets...))
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// search looks for the words as they are, and as they are often written.
func (w *watcher) search(where string, data []byte, words []string) {
	w.t.Helper()
	w.bytes += len(data)
	text := string(data)
	for _, word := range words {
		for how, form := range forms(word) {
			if at := strings.Index(text, form); at >= 0 {
				w.t.Errorf("%s holds %q (%s): …%q…", where, word, how, text[max(0, at-60):min(len(text), at+len(form)+60)])
			}
		}
	}
}

// forms are the ways in which a word may be written.
func forms(word string) map[string]string {
	out := map[string]string{"plain": word, "hex": hex.EncodeToString([]byte(word))}
	if quoted, err := json.Marshal(word); err == nil {
		out["JSON"] = strings.Trim(string(quoted), `"`)
	}
	for i := range 3 { // in base64 it depends on what is before
		coded := base64.RawStdEncoding.EncodeToString(append(make([]byte, i), word...))
		out["base64"+string(rune('0'+i))] = coded[2*i : len(coded)-2]
	}
	var wide []byte
	for _, u := range utf16.Encode([]rune(word)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	out["UTF-16"] = string(wide)
	return out
}

// lookInside opens the store with its key: even there nobody finds a password.
func (w *watcher) lookInside() {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join(w.office.root, ".dandori", "key"))
	if err != nil {
		w.t.Fatal(err)
	}
	key, err := seal.ParseKey(string(text))
	if err != nil {
		w.t.Fatal(err)
	}
	s, err := store.Open(w.t.Context(), store.Config{Where: filepath.Join(w.office.root, ".dandori", "dandori.db"), Box: seal.NewBox(key)})
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	runs, err := s.List(w.t.Context(), queue.Filter{Limit: 500})
	if err != nil || len(runs) == 0 {
		w.t.Fatal(len(runs), err)
	}
	found := 0
	for _, r := range runs {
		found += w.lookAt(s, r.ID)
	}
	if found == 0 {
		w.t.Error("no journal holds the canary's name: the search itself is broken")
	}
}

// lookAt looks for secrets in a journal, and counts the entries that hold the name.
func (w *watcher) lookAt(s store.Store, run string) (found int) {
	for e, err := range s.ReadJournal(w.t.Context(), run) {
		if err != nil {
			w.t.Fatal(err)
		}
		body := e.Answer.Body
		if e.Blob != "" {
			if body, err = s.Content(w.t.Context(), e.Blob); err != nil {
				w.t.Fatal(err)
			}
		}
		text := string(e.Call.Args) + string(body)
		if e.Intent != nil {
			text += e.Intent.Path + string(e.Intent.Body)
		}
		if e.Result != nil {
			text += string(e.Result.Body)
		}
		w.search("the journal of "+run+", "+string(e.Kind), []byte(text), w.secrets)
		if strings.Contains(text, canaryName) {
			found++
		}
	}
	return found
}

var mailOf = regexp.MustCompile(`[\w.+-]+@[\w-]+\.[\w.-]+\w`)

// canariesOf are ours, and some people whom the vendors know.
func canariesOf(o *office) []string {
	out := []string{canaryName, canaryMail, canaryPhone}
	for _, snapshot := range [][]byte{o.kaonaviV1.Snapshot(), o.sansan.Snapshot()} {
		mails := mailOf.FindAllString(string(snapshot), 5)
		out = append(out, mails...)
	}
	return out
}

// secretsOf are what the office's .env says, and the password.
func secretsOf(t *testing.T, o *office) []string {
	text, err := os.ReadFile(filepath.Join(o.root, ".env"))
	if err != nil {
		t.Fatal(err)
	}
	out := []string{canaryPassword}
	for line := range strings.Lines(string(text)) {
		_, secret, _ := strings.Cut(strings.TrimSpace(line), "=")
		if len(secret) >= 8 {
			out = append(out, secret)
		}
	}
	return out
}
