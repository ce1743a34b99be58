//go:build unix

package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// bench is where everything is built; unkept is the program without journals.
type bench struct{ dir, binary, unkept string }

func (b *bench) build() error {
	for binary, pkg := range map[string]string{b.binary: "./cmd/dandori", b.unkept: "./cmd/dandori/internal/unkept"} {
		cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, pkg)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // as the releases are built
		cmd.Stderr = os.Stderr
		if err := cmd.Run(); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) write(name, text string) error {
	path := filepath.Join(b.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

const cards = 100_000

// throughput exports 100,000 cards from a simulator in a process of its own.
func (b *bench) throughput() ([]row, error) {
	base, key, stop, err := b.sandbox()
	if err != nil {
		return nil, err
	}
	defer stop()
	if err := b.exporting(base, key); err != nil {
		return nil, err
	}
	theirs := filepath.Join(b.dir, "node.csv")
	p, err := inTurn(5,
		func() *exec.Cmd {
			cmd := exec.Command(b.binary, "run", "export.ts", "--log-format", "json")
			cmd.Dir = filepath.Join(b.dir, "project")
			return cmd
		},
		func() *exec.Cmd {
			cmd := exec.Command("node", ".ci/node/export.mjs", base+"/v2.3", theirs)
			cmd.Env = append(os.Environ(), "SANSAN_API_KEY="+key)
			return cmd
		})
	if err != nil {
		return nil, err
	}
	if err := sameRows(filepath.Join(b.dir, "project/out/cards.csv"), theirs); err != nil {
		return nil, err
	}
	what := fmt.Sprintf("%d cards over HTTP, `for await`, a filter, CSV; beside Node", cards)
	return []row{{what + ": wall time", p.wall(), "≤ 0.7"}, {what + ": peak memory", p.peak(), "≤ 0.5"}}, nil
}

// exporting makes the project that exports them.
func (b *bench) exporting(base, key string) error {
	config := fmt.Sprintf("connections:\n  sansan: { kind: sansan, apiKey: %s, baseURL: %q, limits: [{ requests: 100000, per: 1s }] }\n", key, base)
	script := `import { csv } from "dandori";
import { sansan } from "dandori/connections";
const out = csv.writer("out/cards.csv", { columns: ["id", "companyName", "lastName", "firstName", "email", "tel", "prefecture", "exchangeDate"] });
for await (const card of sansan.bizCards.list({ range: "all", updatedFrom: "2000-01-01", updatedTo: "2100-01-01" })) {
  if (card.email) await out.write(card);
}
await out.close();
`
	for name, text := range map[string]string{"project/dandori.yaml": config, "project/export.ts": script} {
		if err := b.write(name, text); err != nil {
			return err
		}
	}
	return nil
}

// sameRows makes sure that both did the same work.
func sameRows(a, b string) error {
	x, err := sum(a)
	if err != nil {
		return err
	}
	y, err := sum(b)
	if err != nil {
		return err
	}
	if x != y {
		return fmt.Errorf("%s and %s differ", a, b)
	}
	return nil
}

func sum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return fmt.Sprintf("%d %x", n, h.Sum(nil)), err
}

// sandbox serves the Sansan simulator without limits until stop. It takes the
// address and the key from the configuration that the simulator prints.
func (b *bench) sandbox() (base, key string, stop func(), err error) {
	cmd := exec.Command(b.binary, "sandbox", "--vendor", "sansan", "--size", strconv.Itoa(cards), "--limits", "off", "--port", "0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", "", nil, err
	}
	stop = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	lines := bufio.NewScanner(out)
	for lines.Scan() && (base == "" || key == "") {
		name, value, _ := strings.Cut(strings.TrimSpace(lines.Text()), ": ")
		switch name {
		case "baseURL":
			base = value
		case "apiKey":
			key = value
		}
		if base != "" && key != "" {
			return base, key, stop, nil
		}
	}
	stop()
	return "", "", nil, fmt.Errorf("the simulator did not say its address and key")
}

// start runs a script of one line.
func (b *bench) start() ([]row, error) {
	for name, text := range map[string]string{"start/one.ts": "console.log(1 + 1);\n", "start/one.mjs": "console.log(1 + 1);\n"} {
		if err := b.write(name, text); err != nil {
			return nil, err
		}
	}
	in := func(name string, args ...string) func() *exec.Cmd {
		return func() *exec.Cmd {
			cmd := exec.Command(name, args...)
			cmd.Dir = filepath.Join(b.dir, "start")
			return cmd
		}
	}
	p, err := inTurn(20, in(b.binary, "run", "one.ts"), in("node", "one.mjs"))
	if err != nil {
		return nil, err
	}
	what := "a script of one line, whole process; beside Node"
	return []row{{what + ": wall time", p.wall(), "≤ 0.3"}, {what + ": peak memory", p.peak(), "≤ 0.6"}}, nil
}
