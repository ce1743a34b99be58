package call

import "testing"

func TestSpoken(t *testing.T) {
	for kind, want := range map[string]string{
		"kaonavi-v1.sheet.update": "kaonaviV1.sheet.update", "kaonaviV1.sheet.update.result": "kaonaviV1.sheet.update.result",
		"sansan.bizCards.list": "sansan.bizCards.list", "timer": "timer", "a-timer": "a-timer", "": "",
	} {
		if got := (Call{Kind: kind}).Spoken(); got != want {
			t.Errorf("%s is spoken %s, want %s", kind, got, want)
		}
	}
}
