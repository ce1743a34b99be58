package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"github.com/kardianos/service"

	"dandori/runtime/call"
)

// unit is the service of one project: what the system starts it with, and where that is written.
type unit struct {
	project *project
	name    string // dandori-FOLDER-HASH: one for each project
	user    bool   // of the person who installed it, not of the machine
	path    string // the file that the system reads; "" where it is no file
	service.Service
}

var unfit = regexp.MustCompile(`[^A-Za-z0-9]+`)

// unitName names the service of the project in root. The hash tells folders of
// one name apart, and those whose names systems cannot take.
func unitName(root string) string {
	sum := sha256.Sum256([]byte(root))
	folder := strings.Trim(unfit.ReplaceAllString(filepath.Base(root), "-"), "-")
	if folder == "" {
		folder = "project"
	}
	return "dandori-" + folder[:min(len(folder), 40)] + "-" + hex.EncodeToString(sum[:4])
}

// unitOptions are the flags of dandori service.
type unitOptions struct {
	account string // as which the machine's service runs
	own     bool   // the person's service although root asks
}

// unitOf is the service of p as it is, or would be, installed: for the machine
// when root asks or such a one is there, else for the person.
func (a *app) unitOf(p *project, o unitOptions) (*unit, error) {
	u := &unit{project: p, name: unitName(p.root)}
	u.user = runtime.GOOS != "windows" && (o.own || os.Geteuid() != 0 && !there(unitFile(u.name, false)))
	account := o.account
	if u.user {
		account = ""
	}
	u.path = unitFile(u.name, u.user)
	binary, err := os.Executable()
	if err != nil {
		return nil, err
	}
	arguments := []string{"-C", p.root, "serve", "--log-format", "json", "--lang", string(a.lang)}
	script := systemdUnit(p.root, account, u.user, append([]string{binary}, arguments...))
	if strings.Contains(script, "{{") { // the library would take it for its own
		return nil, call.New(call.Config, "a service cannot be made of a folder with {{ in its path: %s", p.root)
	}
	u.Service, err = service.New(&managed{}, &service.Config{
		Name: u.name, DisplayName: u.name, Description: "dandori: " + filepath.Base(p.root),
		Executable: binary, Arguments: arguments, UserName: account,
		Option: service.KeyValue{
			"UserService": u.user, "SystemdScript": script,
			"RunAtLoad": true, "KeepAlive": true, "LogDirectory": logFolder(p), // launchd
			"OnFailure": "restart", "OnFailureDelayDuration": "10s", // Windows
		},
	})
	if err != nil {
		return nil, noServices(err)
	}
	if runtime.GOOS == "linux" && service.Platform() != "linux-systemd" {
		return nil, noServices(errors.New(service.Platform()))
	}
	return u, nil
}

func noServices(err error) error {
	return call.New(call.PlainError, "services of this system are not known to dandori (%v)", err).
		WithHint("let the system start dandori serve another way, such as a line @reboot in the crontab")
}

// unitFile is what the system reads about the service; "" where that is no file.
func unitFile(name string, user bool) string {
	home := ""
	if user {
		home, _ = os.UserHomeDir()
	}
	switch {
	case runtime.GOOS == "linux" && user:
		return filepath.Join(home, ".config/systemd/user", name+".service")
	case runtime.GOOS == "linux":
		return filepath.Join("/etc/systemd/system", name+".service")
	case runtime.GOOS == "darwin" && user:
		return filepath.Join(home, "Library/LaunchAgents", name+".plist")
	case runtime.GOOS == "darwin":
		return filepath.Join("/Library/LaunchDaemons", name+".plist")
	}
	return ""
}

func there(path string) bool {
	if path == "" {
		return false
	}
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// logFolder takes what serve says where no journal of the system does.
func logFolder(p *project) string { return filepath.Join(p.root, ".dandori", "log") }

// systemdUnit is the unit file (systemd.unit(5), systemd.service(5)). The library's own
// has a target that services of persons never reach, and waits two minutes to
// start again. At a stop only serve is told (KillMode=mixed): it lets its workers give back their runs.
func systemdUnit(root, account string, user bool, command []string) string {
	quoted := make([]string, len(command))
	for i, word := range command {
		quoted[i] = systemdWord(word)
	}
	lines := []string{"[Unit]", "Description=dandori: " + strings.ReplaceAll(filepath.Base(root), "%", "%%"), "StartLimitIntervalSec=0"}
	target := "default.target"
	if !user {
		lines = append(lines, "Wants=network-online.target", "After=network-online.target")
		target = "multi-user.target"
	}
	lines = append(lines, "", "[Service]", "Type=simple", "ExecStart="+strings.Join(quoted, " "))
	if account != "" {
		lines = append(lines, "User="+account)
	}
	lines = append(lines,
		"ExecReload=/bin/kill -HUP $MAINPID", "Restart=on-failure", "RestartSec=10",
		"SuccessExitStatus=130", "KillMode=mixed", "TimeoutStopSec=90",
		"", "[Install]", "WantedBy="+target, "")
	return strings.Join(lines, "\n")
}

// systemdWord quotes a word of a command line (systemd.service(5), "Command lines":
// %% is a percent sign, $$ a dollar sign).
func systemdWord(word string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%", "$", "$$", "\n", `\n`).Replace(word) + `"`
}
