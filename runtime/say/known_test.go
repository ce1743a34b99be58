package say

import "testing"

func TestKnownSentencesTellNothingOfTheirArguments(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{T("there is no state %q", "山田").En, "there is no state %q"},
		{T("there is no run yet").En, "there is no run yet"},
		{T("%[1]s is %[2]s", "Yamada", "Tanaka").En, ""}, // too few words to be told by
		{"Yamada was not found", ""},
		{"", ""},
	} {
		if got, ok := Known(c.text); got != c.want || ok != (c.want != "") {
			t.Errorf("%q: %q, %v", c.text, got, ok)
		}
	}
}

func TestEverySentenceIsKnown(t *testing.T) {
	for _, table := range tables() {
		for format := range table {
			text := place.ReplaceAllString(format, "x")
			if len(text) > 40 {
				if got, ok := Known(text); !ok {
					t.Errorf("%q is not known", text)
				} else if len(got) < len(format)/2 {
					t.Errorf("%q is taken for %q", text, got)
				}
			}
		}
	}
}
