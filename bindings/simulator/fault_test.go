package simulator

import (
	"slices"
	"strings"
	"testing"
)

func TestFaultsMeetTheRequestsOrdered(t *testing.T) {
	tests := []struct {
		spec string
		want []int // of ten requests to bizCards.list, those that go wrong
	}{
		{"bizCards.list:3=500", []int{3}},
		{"bizCards.list:2-4=html", []int{2, 3, 4}},
		{"bizCards.list:-2=reset-before", []int{1, 2}},
		{"bizCards.list:9-=reset-after", []int{9, 10}},
		{"bizCards.*:*/4=slow=1s", []int{4, 8}},
		{"*:*=drip", []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
		{"tags.list:*=500", nil},
		{"", nil},
	}
	for _, tt := range tests {
		f, err := ParseFaults(tt.spec)
		if err != nil {
			t.Errorf("%s: %v", tt.spec, err)
			continue
		}
		var got []int
		for i := 1; i <= 10; i++ {
			if _, ok := f.next("bizCards.list"); ok {
				got = append(got, i)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: requests %v went wrong, want %v", tt.spec, got, tt.want)
		}
	}
}

func TestTheFirstFaultWinsAndAllCount(t *testing.T) {
	f, err := ParseFaults("a:2=500; *:2-3=html; a:3=empty")
	if err != nil {
		t.Fatal(err)
	}
	var got []Kind
	for range 4 {
		fault, _ := f.next("a")
		got = append(got, fault.Kind)
	}
	if want := []Kind{"", Error500, HTML, ""}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if want := []int{1, 1, 0}; !slices.Equal(f.Fired(), want) {
		t.Errorf("fired %v, want %v", f.Fired(), want)
	}
}

func TestBadFaultsSayWhy(t *testing.T) {
	tests := []struct{ spec, want string }{
		{"bizCards.list=500", "OPERATION:WHEN=KIND"},
		{":3=500", "OPERATION:WHEN=KIND"},
		{"a:3", "OPERATION:WHEN=KIND"},
		{"a:3=explode", "there are: 429, 429-bare, token-dies, 500"},
		{"a:0=500", "says not which requests"},
		{"a:x-3=500", "says not which requests"},
		{"a:-=500", "says not which requests"},
		{"a:5-2=500", "ends before it begins"},
		{"a:1=slow", "slow needs a duration"},
		{"a:1=500=2s", "the other kinds have none"},
		{"a:1=slow=soon", "is no duration"},
		{"a:1=slow=-1s", "is no duration"},
		{"[:1=500", "is no pattern"},
	}
	for _, tt := range tests {
		if _, err := ParseFaults("x:1=500; " + tt.spec); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q in it", tt.spec, err, tt.want)
		}
	}
}

func TestCheckKnowsTheOperations(t *testing.T) {
	f, err := ParseFaults("bizCards.*:1=500; tags.list:2=html")
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Check([]string{"bizCards.list", "tags.list"}); err != nil {
		t.Error(err)
	}
	if err := f.Check([]string{"bizCards.list"}); err == nil || !strings.Contains(err.Error(), "tags.list") {
		t.Errorf("got %v", err)
	}
}

func FuzzParseFaults(f *testing.F) {
	for _, s := range []string{"bizCards.list:3=500; task:*=reset-after; *:7=drip", "*:*/10=slow=2s", "a:-3=html;b:4-=cut", "a:2-3=drip=10ms"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, spec string) {
		faults, err := ParseFaults(spec)
		if err != nil {
			return
		}
		again, err := ParseFaults(faults.String())
		if err != nil || again.String() != faults.String() {
			t.Fatalf("%q is written as %q, which reads as %v, %v", spec, faults, again, err)
		}
		for range 3 {
			faults.next("bizCards.list")
		}
	})
}

func FuzzParseSpread(f *testing.F) {
	f.Add("50ms")
	f.Add("50ms-300ms")
	f.Fuzz(func(t *testing.T, s string) {
		if spread, err := ParseSpread(s); err == nil && (spread.Min < 0 || spread.Max < spread.Min) {
			t.Errorf("%q is %v", s, spread)
		}
	})
}
