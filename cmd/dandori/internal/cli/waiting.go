package cli

import (
	"context"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// onWait shows what a run waits for. Where it waits for a person and this
// process stays, how says how they answer, once for each question.
func (a *app) onWait(s *keeping, x *execution, how bool) func(time.Time, say.Text) {
	told := map[string]bool{}
	return func(until time.Time, why say.Text) {
		text := a.say(why)
		x.log.Wait(until, text)
		if how && until.Equal(call.SomeDay()) && !told[text] {
			told[text] = true
			a.sayHowToDecide(s, x)
		}
	}
}

func (a *app) sayHowToDecide(s *keeping, x *execution) {
	open, err := s.Open(context.Background(), x.run.ID)
	if err == nil && len(open) > 0 {
		x.log.display.Log("info", a.say(howToDecide(x.run.ID)), nil)
	}
}

// howToDecide is what to type about a run that asks for an approval.
func howToDecide(run string) say.Text {
	return say.T("dandori runs approve %[1]s or dandori runs reject %[1]s decides, dandori runs show %[1]s tells what about", run)
}
