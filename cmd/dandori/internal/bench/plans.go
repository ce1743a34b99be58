//go:build unix

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const planned = 50_000 // rows

// plans writes and reads a plan as people sign it. Beside it csv-stringify,
// which writes rows of the same kind; a user has nothing that reads them back.
func (b *bench) plans() ([]row, error) {
	results, err := repeated("./bindings/planfile", "FiftyThousandRows", "3x")
	if err != nil {
		return nil, err
	}
	took := map[string]float64{} // ms
	for _, r := range results {
		_, name, _ := strings.Cut(r.name, "/")
		took[name] = r.metrics["ns/op"] / 1e6
	}
	var theirs []float64
	for range 3 {
		out, err := exec.Command("node", ".ci/node/plan.mjs", fmt.Sprint(planned), filepath.Join(b.dir, "plan.csv")).Output()
		var ms float64
		if err == nil {
			_, err = fmt.Sscan(string(out), &ms)
		}
		if err != nil {
			return nil, fmt.Errorf("the plan in Node: %w", err)
		}
		theirs = append(theirs, ms)
	}
	if info, err := os.Stat(filepath.Join(b.dir, "plan.csv")); err != nil || info.Size() == 0 {
		return nil, fmt.Errorf("the plan in Node: %w", errors.Join(err, fs.ErrNotExist))
	}
	peer := median(theirs)
	what := fmt.Sprintf("a plan of %d rows", planned)
	return []row{
		{what + " as CSV: written, beside csv-stringify (`.ci/node/plan.mjs`)", fmt.Sprintf("**%.2f** (%.0f ms / %.0f ms)", took["write.csv"]/peer, took["write.csv"], peer), "–"},
		{what + " as CSV: read back and checked", fmt.Sprintf("**%.0f ms**", took["read.csv"]), "–"},
		{what + " as xlsx: written, read back and checked", fmt.Sprintf("**%.1f s**, **%.1f s**", took["write.xlsx"]/1000, took["read.xlsx"]/1000), "–"},
	}, nil
}
