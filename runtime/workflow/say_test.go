package workflow

import (
	"testing"

	"dandori/runtime/say"
)

func TestProblemsSpeakJapanese(t *testing.T) {
	_, problems := ParseProject([]byte("timezon: x\nconcurrency: many"))
	want := "知らないキー \"timezon\" です\n整数を書いてください (\"many\" になっています)"
	if got := say.In(problems, say.Japanese); got != want {
		t.Errorf("got %s", got)
	}
}
