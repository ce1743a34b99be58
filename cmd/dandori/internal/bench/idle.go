//go:build unix

package main

import (
	"fmt"
	"time"

	"dandori/runtime/clock"
)

const (
	thousand = 1000
	starts   = 5
	idleFor  = 35 * time.Second // with a scan of all folders among it
)

// idle measures dandori serve with a thousand workflows: how soon it serves, and what it costs while nothing happens.
func (b *bench) idle() ([]row, error) {
	if err := b.sharing("idle", thousand, mixed); err != nil {
		return nil, err
	}
	s, cold, err := b.serve("idle")
	if err != nil {
		return nil, err
	}
	defer s.end()
	compiled, err := s.atRest(time.Second)
	if err != nil {
		return nil, err
	}
	rows, err := s.idles()
	if err != nil {
		return nil, err
	}
	s.end()
	warm, err := b.startsAgain("idle", starts)
	if err != nil {
		return nil, err
	}
	what := fmt.Sprintf("%d workflows, a third with schedules, a third with files: from the start of `dandori serve` until it serves", thousand)
	return append([]row{
		{what, fmt.Sprintf("**%.2f s**", warm), "≤ 2 s"},
		{"the same, for the first time", fmt.Sprintf("**%.2f s**; until all are compiled, in the background: %.0f s", cold.Seconds(), compiled.Sub(s.began).Seconds()), "≤ 2 s"},
	}, rows...), nil
}

// startsAgain starts dandori serve n times in a project of which everything is
// compiled, and returns the median of what it takes until it serves, in seconds.
func (b *bench) startsAgain(project string, n int) (float64, error) {
	var warm []float64
	for range n {
		s, took, err := b.serve(project)
		if err != nil {
			return 0, err
		}
		s.end()
		warm = append(warm, took.Seconds())
	}
	return median(warm), nil
}

// mixed gives a third of the workflows schedules, which are not due while this
// runs, and a third files to wait for.
func mixed(i int) string {
	switch i % 3 {
	case 0:
		month := int(clock.Now().AddDate(0, 6, 0).Month())
		return fmt.Sprintf("on: { schedule: [\"%d %d 1 %d *\", \"%d %d 15 %d 1-5\"] }\n", i%60, i%24, month, i%60, i%24, month)
	case 1:
		return fmt.Sprintf("on: { files: { match: \"inbox/%d/*.csv\", done: inbox/%d/done/ } }\n", i%30, i%30)
	}
	return ""
}

// idles measures what a process uses that has nothing to do.
func (p *spoken) idles() ([]row, error) {
	used, err := p.using(idleFor)
	if err != nil {
		return nil, err
	}
	now, most, err := memoryOf(p.cmd.Process.Pid)
	if err != nil {
		return nil, err
	}
	return []row{
		{"the same, when all are compiled and nothing happens: resident memory", fmt.Sprintf("**%.0f MiB** (%.0f at most since its start)", now, most), "≤ 150 MiB"},
		{fmt.Sprintf("the same: processor time, in %s, a scan of all folders among it", idleFor), fmt.Sprintf("**%.2f %%** of a core", 100*used.Seconds()/idleFor.Seconds()), "≤ 1 %"},
	}, nil
}
