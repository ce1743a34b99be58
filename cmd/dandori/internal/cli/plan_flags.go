package cli

import (
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"dandori/bindings/planfile"
	"dandori/runtime/say"
)

// planning is what a command does with the plan of its run.
type planning struct {
	file  string // where a dry run's plan is written
	apply string // the signed plan that is made
	all   bool   // every row is shown
}

func (f *planning) flags(a *app, c *cobra.Command) {
	c.Flags().StringVar(&f.file, "plan", "", a.say(say.T("with --dry-run: write the plan to `FILE` (.csv or .xlsx), for the person who must sign it")))
	c.Flags().StringVar(&f.apply, "apply", "", a.say(say.T("make exactly the writes of the signed plan `FILE`, and stop where something has changed since")))
	c.Flags().BoolVar(&f.all, "all", false, a.say(say.T("with --dry-run: show every row of the plan")))
}

// check refuses flags that do not go together.
func (f planning) check(dryRun, askVendor bool) error {
	switch {
	case f.apply != "" && (dryRun || f.file != "" || askVendor || f.all):
		return &usageError{text: say.T("--apply goes through a dry run by itself, and cannot be had with --dry-run, --ask-vendor, --plan or --all"), hint: say.T("dandori run NAME --dry-run --plan FILE makes a plan, dandori run NAME --apply FILE makes its writes")}
	case f.file != "" && !dryRun:
		return &usageError{text: say.T("--plan works only with --dry-run")}
	case f.all && !dryRun:
		return &usageError{text: say.T("--all works only with --dry-run")}
	case f.file != "" && formatOf(f.file) == "":
		return &usageError{text: say.T("--plan: %s must end in .csv or .xlsx", f.file)}
	}
	return nil
}

// formatOf is what a plan's file is written as, by its name; "" for neither.
func formatOf(name string) planfile.Format {
	switch format := planfile.Format(strings.ToLower(filepath.Ext(name))); format {
	case planfile.CSV, planfile.XLSX:
		return format
	}
	return ""
}
