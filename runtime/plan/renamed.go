package plan

// Renamed are the signed rows that were signed under another name than what
// they are about has now. Who signs reads names, and would not want somebody
// else changed: so a name that was edited in a file, or has changed at the
// vendor, is as good as a row that nobody has signed. A name that either side
// lacks is not compared.
func (s *Signed) Renamed(writes []Write) []Row {
	names := map[Row]map[string]bool{}
	for _, r := range Rows(writes) {
		if names[r.about()] == nil {
			names[r.about()] = map[string]bool{}
		}
		names[r.about()][plain(r.Name)] = true
	}
	var out []Row
	for _, r := range s.Rows() {
		if of := names[r.about()]; len(of) > 0 && plain(r.Name) != "" && !of[""] && !of[plain(r.Name)] {
			out = append(out, r)
		}
	}
	return out
}

// about is whose row it is.
func (r Row) about() Row {
	return Row{Connection: plain(r.Connection), Operation: plain(r.Operation), Target: plain(r.Target), Key: plain(r.Key)}
}
