package cli

import (
	"context"
	"encoding/json"
	"io/fs"

	"dandori/runtime/catalog"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// openCatalog opens the versions of p's workflows for a command that ends soon:
// only what is asked for is looked at and made.
func (a *app) openCatalog(ctx context.Context, p *project, s *keeping) (*catalog.Catalog, error) {
	c := versions(s, func() *project { return p })
	c.Lazy = true
	return catalog.Open(ctx, c)
}

// versions says how the workflows of a project are read and compiled; now
// returns the project as its configuration is now.
func versions(s catalog.Shelf, now func() *project) catalog.Config {
	return catalog.Config{
		Files: now().files, Shelf: s,
		Parse: func(files fs.FS) (workflow.Set, error) { return parseWorkflows(now(), files) },
		Build: func(_ context.Context, w *workflow.Workflow) (catalog.Built, error) { return buildWorkflow(now(), w) },
		Base:  func() string { return base(now()) },
		Log:   func(string, string, say.Text) {},
	}
}

// parseWorkflows reads the workflows that files shows, as ones of p.
func parseWorkflows(p *project, files fs.FS) (workflow.Set, error) {
	if err := p.problems.Err(); err != nil {
		return nil, err
	}
	return workflow.Load(files, p.config)
}

// buildWorkflow compiles a workflow of p.
func buildWorkflow(p *project, w *workflow.Workflow) (catalog.Built, error) {
	t := &target{project: p, workflow: w, script: w.Script}
	c, err := t.compile()
	if err != nil {
		return catalog.Built{}, err
	}
	program, err := json.Marshal(c.program)
	return catalog.Built{Program: program, Uses: c.uses, Inputs: c.program.Inputs, Links: c.program.Links}, err
}

// base names what else than their files goes into compiled workflows of p:
// this build, and the connections that scripts can import.
func base(p *project) string {
	b := thisBuild()
	names := []string{b.Version, b.Commit}
	for _, c := range p.config.Connections {
		names = append(names, c.Name, string(c.Kind))
	}
	text, _ := json.Marshal(names) // strings alone
	return string(text)
}
