package cli

import (
	"context"
	"io"
	"strings"
	"testing"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// shelfOfLines keeps lines.
type shelfOfLines struct {
	queue.Logs
	before int
	lines  []queue.Line
}

func (s *shelfOfLines) Write(_ context.Context, _ string, lines []queue.Line) error {
	s.lines = append(s.lines, lines...)
	return nil
}

func (s *shelfOfLines) Scripted(context.Context, string) (int, error) { return s.before, nil }

// TestALogHasAnEnd: a script that writes for ever fills no disk, also when it goes on in another process.
func TestALogHasAnEnd(t *testing.T) {
	for _, before := range []int{0, 10, mostLines} {
		s := &shelfOfLines{before: before}
		a := &app{Env: Env{Stderr: io.Discard}, lang: say.English}
		l, err := newRunLog(t.Context(), a.logTo(io.Discard), s, "r")
		if err != nil {
			t.Fatal(err)
		}
		for range mostLines + 50 {
			l.Script("info", "line", nil)
		}
		l.Flush()
		if len(s.lines) != mostLines-before+1 {
			t.Fatalf("after %d: %d lines", before, len(s.lines))
		}
		if last := s.lines[len(s.lines)-1]; last.Script || last.Level != "warn" {
			t.Errorf("after %d: the last is %+v", before, last)
		}
	}
}

func TestALineHasAnEnd(t *testing.T) {
	message, fields := cutLine(strings.Repeat("漢", longestLine), []byte(strings.Repeat(" ", longestLine+1)))
	if len(message) > longestLine+len("…") || !strings.HasSuffix(message, "漢…") || fields != nil {
		t.Errorf("%d bytes of %q, fields %d", len(message), message[len(message)-9:], len(fields))
	}
	if message, fields = cutLine("short", []byte("{}")); message != "short" || string(fields) != "{}" {
		t.Errorf("%s %s", message, fields)
	}
}
