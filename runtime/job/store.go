package job

import (
	"context"
	"encoding/json"
	"time"
)

// Habits keeps how long jobs take. Stores fulfil it.
type Habits interface {
	// Habit returns what was kept last under a name; nil for nothing.
	Habit(ctx context.Context, name string) ([]byte, error)
	KeepHabit(ctx context.Context, name string, body []byte) error
}

// kept is a habit at rest.
type kept struct {
	Lo       time.Duration `json:"lo"`
	Hi       time.Duration `json:"hi"`
	Quiet    int           `json:"quiet"`
	Patience int           `json:"patience"`
	Drop     float64       `json:"drop"`
}

func (h *habit) encode() []byte {
	body, err := json.Marshal(kept{h.lo, h.hi, h.quiet, h.patience, h.drop})
	if err != nil {
		panic(err) // only for numbers that are none, which a habit has not
	}
	return body
}

const longestJob = 30 * 24 * time.Hour

// parseHabit reads what encode wrote; ok is false for anything else.
func parseHabit(body []byte) (h *habit, ok bool) {
	var k kept
	if json.Unmarshal(body, &k) != nil {
		return nil, false
	}
	sound := k.Lo >= 0 && k.Lo <= k.Hi && k.Hi > 0 && k.Hi <= longestJob && k.Quiet >= 0 && k.Quiet < 1<<40 &&
		k.Patience >= 1 && k.Patience <= 4 && k.Drop >= gentle && k.Drop <= steepest
	return &habit{lo: k.Lo, hi: k.Hi, quiet: k.Quiet, patience: k.Patience, drop: k.Drop}, sound
}
