package workflow

import (
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	for name, want := range map[string]bool{
		"export-cards": true, "名刺の書き出し": true, "v1.2_x": true, "1st": true, "ガ": true,
		"": false, "-x": false, ".x": false, "a b": false, "a/b": false, "_x": false, "a\xff": false,
		strings.Repeat("あ", 100): true, strings.Repeat("あ", 101): false,
	} {
		if isWorkflowName(name) != want {
			t.Errorf("workflow %q: %v", name, !want)
		}
	}
	for name, want := range map[string]bool{"from": true, "_x": true, "開始日": true, "a-1": true, "": false, "1a": false, "-a": false, "a.b": false, "a=b": false} {
		if isParamName(name) != want {
			t.Errorf("param %q: %v", name, !want)
		}
	}
}
