package queue

// Shelf names where the run's state is kept: its workflow's, for a bare script
// one of its own.
func (r Run) Shelf() string {
	if r.Workflow == "" {
		return "script:" + r.Script
	}
	return r.Workflow
}
