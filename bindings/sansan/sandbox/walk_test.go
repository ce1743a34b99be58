package sandbox_test

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"dandori/bindings/sansan/sandbox"
	"dandori/bindings/simulator"
)

func TestWalkGivesEachCardOnce(t *testing.T) {
	o := open(t, sandbox.Options{Size: 250})
	for _, limit := range []string{"1", "7", "100", "249", "250", "300"} {
		ids := o.all("bizCards", append(slices.Clone(wholePeriod), "limit", limit)...)
		slices.Sort(ids)
		if len(slices.Compact(ids)) != 250 {
			t.Errorf("limit %s: %d different cards", limit, len(ids))
		}
	}
}

// TestTokenCarriesTheParameters: what else is sent with one is checked but not used.
func TestTokenCarriesTheParameters(t *testing.T) {
	o := open(t, sandbox.Options{})
	var first, second, other list
	o.get("bizCards", append(slices.Clone(wholePeriod), "limit", "5", "orderDirection", "desc")...).into(&first)
	token := *first.NextPageToken
	o.get("bizCards", "nextPageToken", token).into(&second)
	o.get("bizCards", "nextPageToken", token, "limit", "300", "range", "me").into(&other)
	if len(second.Data) != 5 || second.Data[0]["updatedTime"].(string) > first.Data[4]["updatedTime"].(string) {
		t.Errorf("the second page is %v", second.Data)
	}
	if len(other.Data) != 5 || other.Data[0]["id"] != second.Data[0]["id"] {
		t.Error("the token did not win")
	}
	o.get("bizCards", "nextPageToken", token, "limit", "999").refused(400, "invalid_value limit")
	o.get("bizCards/search", "nextPageToken", token).refused(400, "invalid_value nextPageToken")
	o.get("bizCards", "nextPageToken", token+"x").refused(400, "invalid_value nextPageToken")
	o.as(sandbox.MemberKey).get("bizCards", "nextPageToken", token).refused(400, "invalid_value nextPageToken")
}

// TestTokenDiesSixHoursAfterTheFirstPage, however new it is itself.
func TestTokenDiesSixHoursAfterTheFirstPage(t *testing.T) {
	o := open(t, sandbox.Options{})
	var first, second list
	o.get("bizCards", wholePeriod...).into(&first)
	o.pass(6*time.Hour - time.Second)
	o.get("bizCards", "nextPageToken", *first.NextPageToken).into(&second)
	o.pass(time.Second)
	o.get("bizCards", "nextPageToken", *second.NextPageToken).refused(400, "expired_token nextPageToken")
	var payload struct {
		Exp int64
		Iss string
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(*second.NextPageToken, ".")[1])
	if err != nil || json.Unmarshal(raw, &payload) != nil || payload.Iss != "sansan" {
		t.Fatalf("the token's payload is %s, %v", raw, err)
	}
	if want := time.Date(2026, 4, 1, 15, 0, 0, 0, time.UTC).Unix(); payload.Exp != want {
		t.Errorf("exp is %d, want %d", payload.Exp, want)
	}
}

func TestTokenOutlivesTheSandbox(t *testing.T) {
	var page, next list
	open(t, sandbox.Options{}).get("bizCards", wholePeriod...).into(&page)
	open(t, sandbox.Options{}).get("bizCards", "nextPageToken", *page.NextPageToken).into(&next)
	if len(next.Data) != 100 {
		t.Errorf("%d cards", len(next.Data))
	}
	open(t, sandbox.Options{Size: 50}).get("bizCards", "nextPageToken", *page.NextPageToken).into(&next)
	if len(next.Data) != 0 || *next.HasMore {
		t.Errorf("%d cards behind the end", len(next.Data))
	}
	open(t, sandbox.Options{Seed: 9}).get("bizCards", "nextPageToken", *page.NextPageToken).refused(400, "invalid_value nextPageToken")
}

func TestTokenDiesOnOrder(t *testing.T) {
	faults, err := simulator.ParseFaults("bizCards.list:2=token-dies")
	if err != nil {
		t.Fatal(err)
	}
	o := open(t, sandbox.Options{Faults: faults})
	var page list
	o.get("bizCards", wholePeriod...).into(&page)
	for range 2 {
		o.get("bizCards", "nextPageToken", *page.NextPageToken).refused(400, "expired_token nextPageToken")
	}
	o.get("bizCards", wholePeriod...).into(&page)
}

func TestOrdered429(t *testing.T) {
	faults, err := simulator.ParseFaults("tags.list:1=429; tags.list:2=429-bare")
	if err != nil {
		t.Fatal(err)
	}
	o := open(t, sandbox.Options{Faults: faults})
	if a := o.get("tags"); a.status != 429 || !strings.Contains(string(a.body), `"retry_after":1`) {
		t.Errorf("got %d %s", a.status, a.body)
	}
	if a := o.get("tags"); a.status != 429 || strings.Contains(string(a.body), "retry_after") {
		t.Errorf("got %d %s", a.status, a.body)
	}
	if o.get("tags").status != 200 || o.Counts().TooMany != 2 {
		t.Error("the third was not let through")
	}
	if err := faults.Check(sandbox.Operations()); err != nil {
		t.Error(err)
	}
}

func TestPagingVariants(t *testing.T) {
	tests := []struct {
		variants    sandbox.Variants
		first, last string // how a first page of two, and the last one, begin
	}{
		{sandbox.Variants{}, `{"hasMore":true,"nextPageToken":"ey`, `{"hasMore":false,"nextPageToken":null,"data":[{`},
		{sandbox.Variants{LastToken: sandbox.TokenAbsent}, `{"hasMore":true,"nextPageToken":"ey`, `{"hasMore":false,"data":[{`},
		{sandbox.Variants{LastToken: sandbox.TokenEmpty}, `{"hasMore":true,"nextPageToken":"ey`, `{"hasMore":false,"nextPageToken":"","data":[{`},
		{sandbox.Variants{Paging: sandbox.PagingNoHasMore}, `{"nextPageToken":"ey`, `{"nextPageToken":null,"data":[{`},
		{sandbox.Variants{Paging: sandbox.PagingNoToken}, `{"hasMore":true,"nextPageToken":null,"data":[{`, `{"hasMore":false,"nextPageToken":null,"data":[{`},
	}
	for _, tt := range tests {
		o := open(t, sandbox.Options{Size: 200, Variants: tt.variants})
		if a := o.get("bizCards", wholePeriod...); !strings.HasPrefix(string(a.body), tt.first) {
			t.Errorf("%+v: the first page begins %.60s", tt.variants, a.body)
		}
		if a := o.get("bizCards", append(slices.Clone(wholePeriod), "limit", "300")...); !strings.HasPrefix(string(a.body), tt.last) {
			t.Errorf("%+v: the last page begins %.60s", tt.variants, a.body)
		}
	}
	o := open(t, sandbox.Options{Variants: sandbox.Variants{Paging: sandbox.PagingSameToken}})
	var first, second list
	o.get("bizCards", wholePeriod...).into(&first)
	o.get("bizCards", "nextPageToken", *first.NextPageToken).into(&second)
	if *second.NextPageToken != *first.NextPageToken {
		t.Error("the second page names another token")
	}
}
