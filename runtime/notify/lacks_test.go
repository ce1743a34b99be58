package notify

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// What is for a channel whose variable is missing waits for it, and the other channels do not.
func TestAChannelThatLacksSomething(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		n, store, log, stop := running(t, w)
		defer stop()
		lacks := map[string]Channel{"ops": {Lacks: say.Raw("SLACK_HOOK is not set")}, "hr": {Kind: Slack}}
		n.SetChannels(lacks)
		theirs := fresh("r-2")
		theirs.To = "hr"
		store.add(fresh("r-1"), theirs)
		_ = clock.Sleep(t.Context(), time.Hour)
		if len(w.sent()) != 1 || w.sent()[0].Notices[0].Run != "r-2" || store.left() != 1 {
			t.Errorf("%d messages, %d left", len(w.sent()), store.left())
		}
		if strings.Count(log.String(), "warn a notice for channel ops waits until the channel can be used: SLACK_HOOK is not set") != 1 {
			t.Errorf("log %q", log)
		}
		if err := n.Test(t.Context(), "ops"); err == nil || !strings.Contains(err.Error(), "SLACK_HOOK") {
			t.Errorf("%v", err)
		}
		n.SetChannels(map[string]Channel{"ops": {Kind: Slack}})
		_ = clock.Sleep(t.Context(), soon+look)
		if len(w.sent()) != 2 || store.left() != 0 {
			t.Errorf("%d messages, %d left", len(w.sent()), store.left())
		}
		n.SetChannels(lacks)
		store.add(fresh("r-3"))
		_ = clock.Sleep(t.Context(), giveUp+time.Minute)
		if store.left() != 0 {
			t.Error("it waits for ever")
		}
		log.has(t, "error a notice for channel ops about r-3 is lost: SLACK_HOOK is not set")
	})
}
