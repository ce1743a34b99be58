package journal

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// fill sets every field of v to something random, slices also to nil and empty.
func fill(r *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if r.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(r, v.Elem())
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf([]time.Time{{}, time.UnixMilli(0).UTC(), time.UnixMilli(r.Int64N(1 << 42)).UTC()}[r.IntN(3)]))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(r, v.Field(i))
			}
		}
	case reflect.Slice:
		if n := r.IntN(4); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n-1, n-1))
			for i := range v.Len() {
				fill(r, v.Index(i))
			}
		}
	case reflect.String:
		v.SetString([]string{"", "a", "佐藤\x00\xff", string(bytes.Repeat([]byte("長い"), r.IntN(20)))}[r.IntN(4)])
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt([]int64{0, 1, -1, r.Int64()}[r.IntN(4)])
	case reflect.Uint8:
		v.SetUint(uint64(r.IntN(256)))
	default:
		panic(v.Kind())
	}
}

func randomEntry(r *rand.Rand) Entry {
	for {
		var e Entry
		fill(r, reflect.ValueOf(&e).Elem())
		e.Kind = kinds[1+r.IntN(len(kinds)-1)]
		if e.valid() == nil {
			return e
		}
	}
}

func TestEveryFieldOfAnEntryComesBackAsItWas(t *testing.T) {
	for seed := range uint64(1000) {
		e := randomEntry(rand.New(rand.NewPCG(seed, 1)))
		b, err := Encode(e)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		got, err := Decode(b)
		if err != nil || !reflect.DeepEqual(got, e) {
			t.Fatalf("seed %d: %v\n%+v\n%+v", seed, err, got, e)
		}
	}
}

func TestNilAndEmptyBodiesDiffer(t *testing.T) {
	for _, body := range [][]byte{nil, {}, []byte("null")} {
		b, err := Encode(Entry{Kind: Outcome, N: 1, Answer: call.Answer{Body: body}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := Decode(b)
		if err != nil || (got.Answer.Body == nil) != (body == nil) || !bytes.Equal(got.Answer.Body, body) {
			t.Errorf("%q became %q (%v)", body, got.Answer.Body, err)
		}
	}
}

func TestTimesAreKeptToTheMillisecond(t *testing.T) {
	at := time.Date(2026, 4, 1, 9, 0, 0, 123_456_789, time.FixedZone("JST", 9*3600))
	b, _ := Encode(Entry{Kind: Now, Time: at})
	got, err := Decode(b)
	if err != nil || !got.Time.Equal(at.Truncate(time.Millisecond)) {
		t.Errorf("%v became %v (%v)", at, got.Time, err)
	}
}

func TestFieldsOfALaterVersionAreSteppedOver(t *testing.T) {
	want := Entry{Kind: Ask, N: 1, Call: call.Call{Kind: "timer"}}
	b, _ := Encode(want)
	c := &coder{out: b}
	c.put(99, []byte("something new"))
	got, err := Decode(c.out)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAnEntryOfANewerFormatIsRefused(t *testing.T) {
	b, _ := Encode(Entry{Kind: Random})
	b[0] = Format + 1
	_, err := Decode(b)
	if err == nil || err.Error() != "this entry was written by a newer dandori (format 2; this one reads up to 1)" {
		t.Error(err)
	}
	if s, ok := err.(say.Sayer); !ok || s.SayIn(say.Japanese) == err.Error() {
		t.Error("it is not said in Japanese")
	}
}

func TestEveryCutOfAnEntryIsAnErrorOrAnotherWholeEntry(t *testing.T) {
	for seed := range uint64(30) {
		b, _ := Encode(randomEntry(rand.New(rand.NewPCG(seed, 2))))
		for n := range b {
			if e, err := Decode(b[:n]); err == nil {
				mustReturn(t, e)
			}
		}
	}
}

// mustReturn checks that an entry which was decoded means the same after another round.
func mustReturn(t *testing.T, e Entry) {
	t.Helper()
	b, err := Encode(e)
	if err != nil {
		t.Fatalf("%+v was decoded and cannot be encoded: %v", e, err)
	}
	again, err := Decode(b)
	if err != nil || !reflect.DeepEqual(again, e) {
		t.Fatalf("%v\n%+v\n%+v", err, e, again)
	}
}

func TestWhatAKindNeedsIsAskedFor(t *testing.T) {
	for _, e := range []Entry{
		{}, {Kind: "other"}, {Kind: Begin}, {Kind: Ask, N: 1}, {Kind: Ask, Call: call.Call{Kind: "timer"}}, {Kind: Outcome},
		{Kind: Now}, {Kind: Intent, N: 1}, {Kind: Intent, N: 1, Intent: &call.Intent{}}, {Kind: Result, N: 1},
		{Kind: Result, N: 1, Result: &call.Result{}}, {Kind: Resolve, N: 1}, {Kind: Note}, {Kind: Retry},
	} {
		if _, err := Encode(e); err == nil {
			t.Errorf("%+v was encoded", e)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, e := range oneOfEach() {
		b, err := Encode(e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if e, err := Decode(b); err == nil {
			mustReturn(t, e)
		}
	})
}

// oneOfEach returns a short journal with every kind of entry, and every field in use.
func oneOfEach() []Entry {
	at := time.UnixMilli(1_775_001_600_000).UTC()
	request := call.Request{Connection: "kaonavi", Vendor: "kaonavi-v1", Operation: call.Operation{Name: "members.create", Effect: call.Once, Of: "updates"}}
	failed := &call.Error{
		Class: call.VendorError, Text: say.Text{En: "refused", Ja: "断られました"}, Hint: say.Raw("see the screen"),
		Connection: "kaonavi", Vendor: "kaonavi-v1", Operation: "members.create", Status: 400, Code: "E1", Field: "code",
		Errors: []string{"code: 必須です"}, Job: "7", State: "ng", Messages: []string{"no"}, Results: json.RawMessage(`[]`),
	}
	return []Entry{
		{Kind: Begin, At: at, Pins: &Pins{Version: 1, Params: json.RawMessage(`{"from":"2026-04-01"}`), Lang: "ja", Prelude: "p1", Connections: []Pin{
			{Name: "kaonavi", Kind: "kaonavi-v1", Version: "1", BaseURL: "https://api.example", Credentials: "c0ffee"},
			{Name: "sansan", Kind: "sansan", Version: "2.3", BaseURL: "sandbox", Credentials: "dec0de", Sandbox: true},
		}}},
		{Kind: Now, At: at, Time: at},
		{Kind: Random, At: at, Bytes: []byte{1, 2, 3}},
		{Kind: Ask, At: at, N: 1, Call: call.Call{Kind: "sansan.bizCards.list", Target: "sansan", Args: json.RawMessage(`{"range":"all"}`), Effect: call.Read}},
		{Kind: Outcome, At: at, N: 1, Answer: call.Answer{Body: []byte(`{"data":[]}`), Cursor: []byte("next")}},
		{Kind: Ask, At: at, N: 2, Call: call.Call{Kind: "state.set", Args: json.RawMessage(`["a",1]`), Effect: call.Repeatable}},
		{Kind: Outcome, At: at, N: 2, Answer: call.Answer{Keep: []call.Keep{{Key: "a", Value: []byte("1")}, {Key: "b", AtEnd: true}}}},
		{Kind: Ask, At: at, N: 3, Call: call.Call{Kind: "kaonavi-v1.members.create", Target: "kaonavi", Args: json.RawMessage(`[[]]`), Effect: call.Once}},
		{Kind: Note, At: at, N: 3, Bytes: []byte(`{"before":[]}`)},
		{Kind: Intent, At: at, N: 3, Intent: &call.Intent{K: 1, Try: 1, At: at, Request: request, Method: "POST", Path: "/members", ContentType: "application/json", Body: []byte(`[]`), Hash: "4f53"}},
		{Kind: Result, At: at, N: 3, Result: &call.Result{K: 1, Try: 1, Fate: call.Unknown, Err: failed}},
		{Kind: Resolve, At: at, N: 3, Resolution: &Resolution{K: 1, By: "suzuki"}},
		{Kind: Intent, At: at, N: 3, Intent: &call.Intent{K: 1, Try: 2, At: at, Request: request, Method: "POST", Path: "/members", Hash: "4f53"}},
		{Kind: Result, At: at, N: 3, Result: &call.Result{K: 1, Try: 2, Fate: call.Refused, Status: 400, ContentType: "application/json", Body: []byte(`{}`)}},
		{Kind: Outcome, At: at, N: 3, Err: failed},
		{Kind: Retry, At: at, N: 3},
		{Kind: Intent, At: at, N: 3, Intent: &call.Intent{K: 1, Try: 1, At: at, Request: request, Method: "POST", Path: "/members", Hash: "4f53"}},
		{Kind: Resolve, At: at, N: 3, Resolution: &Resolution{K: 1, Happened: true, Answer: json.RawMessage(`{"id":null}`), By: "suzuki"}},
		{Kind: Outcome, At: at, N: 3, Blob: "ab12"},
	}
}
