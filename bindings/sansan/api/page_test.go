package api

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// sampleCard is the BizCard of the document's overview, with null for what is null.
const sampleCard = `{
      "id": "37171BA646FD16C8F0960DE7403AAAAA",
      "companyId": "DLED3O4OE0MA78DQLWO21DBGE5GAAAAA",
      "personId": "F11E1A1B94EE2B4AB3F01A30C17AAAAA",
      "exchangeDate": "2015-08-21",
      "registeredTime": "2015-08-21T11:29:39+09:00",
      "updatedTime": "2015-08-21T11:29:39+09:00",
      "owner": {"email": "ito@example.com", "id": "ito", "name": "伊藤花子"},
      "lastName": "伊藤", "firstName": "花子", "lastNameReading": null, "firstNameReading": null,
      "departmentName": "情報システム部", "title": null, "email": "ito@example.com", "mobile": "080-0000-0000",
      "companyName": "株式会社 ITO", "countryCode": "JP", "postalCode": "1000001",
      "address": "東京都台東区池之端 1-1 ビル 101", "prefecture": "東京都", "city": "台東区", "street": "池之端 1-1", "building": "ビル 101",
      "tel": "0120-000-0000", "secondTel": "0120-200-0000", "fax": "0120-100-0000", "url": "http://ito.example.com",
      "memo": "セミナーで名刺交換", "entryStatus": "completed", "isUserCreated": true
    }`

const samplePage = `{
  "hasMore": true,
  "nextPageToken": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJTbmFwc2hvdElkIjoiZDJjN2RmMGYifQ.tt2WABELFuZFmYUosxsiwK6deK36w-zUnL75T0vntkA",
  "data": [` + sampleCard + `]
}`

func TestPageOfTheDocument(t *testing.T) {
	p, err := parsePage([]byte(samplePage))
	if err != nil {
		t.Fatal(err)
	}
	if !p.more || !strings.HasPrefix(p.token, "eyJ") || len(p.items) != 1 {
		t.Fatalf("got %+v", p)
	}
	if it := p.items[0]; it.id != "37171BA646FD16C8F0960DE7403AAAAA" || it.updated != "2015-08-21T11:29:39+09:00" {
		t.Errorf("got %q %q", it.id, it.updated)
	}
	if string(p.items[0].raw) != sampleCard || string(p.data) != "["+sampleCard+"]" {
		t.Error("the card's bytes are not the vendor's")
	}
}

// How a list may end is not documented: the token of the last page may be
// absent, null or "", and hasMore may be missing.
func TestPageEnds(t *testing.T) {
	for _, c := range []struct {
		body  string
		more  bool
		token string
		err   string
	}{
		{`{"data":[],"hasMore":false}`, false, "", ""},
		{`{"data":[],"hasMore":false,"nextPageToken":null}`, false, "", ""},
		{`{"data":[],"hasMore":false,"nextPageToken":""}`, false, "", ""},
		{`{"data":[],"hasMore":false,"nextPageToken":"t"}`, false, "t", ""},
		{`{"data":[],"hasMore":true,"nextPageToken":"t"}`, true, "t", ""},
		{`{"data":[],"nextPageToken":"t"}`, true, "t", ""},
		{`{"data":[],"hasMore":null,"nextPageToken":"t"}`, true, "t", ""},
		{`{"data":[]}`, false, "", ""},
		{`{"data":[],"hasMore":true}`, false, "", "no nextPageToken"},
		{`{"data":[],"hasMore":true,"nextPageToken":null}`, false, "", "no nextPageToken"},
		{`{"data":[],"hasMore":"yes"}`, false, "", "neither true nor false"},
		{`{"data":[],"nextPageToken":7}`, false, "", "no text"},
		{`{"hasMore":false}`, false, "", "no data"},
		{`{"data":null}`, false, "", "no data"},
		{`{"data":{}}`, false, "", "no JSON"},
		{`[]`, false, "", "no JSON"},
		{`{"data":[{"id":"1"}`, false, "", "breaks off"},
		{`{"data":[]} x`, false, "", "no JSON"},
		{``, false, "", "breaks off"},
	} {
		p, err := parsePage([]byte(c.body))
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: got %v, want an error with %q", c.body, err, c.err)
			}
			continue
		}
		if err != nil || p.more != c.more || p.token != c.token {
			t.Errorf("%s: got more %t, token %q, %v", c.body, p.more, p.token, err)
		}
	}
}

// The document's tags have "Id", its owners "id".
func TestPageRespellsIds(t *testing.T) {
	for from, to := range map[string]string{
		`{"Id":"T1","owner":{"Id":"o"}}`: `{"id":"T1","owner":{"Id":"o"}}`,
		`{"ID":"T1"}`:                    `{"id":"T1"}`,
		`{"id":"T1","Id":"x"}`:           `{"id":"T1","Id":"x"}`,
		`{"Id":"x","id":"T1"}`:           `{"Id":"x","id":"T1"}`,
		`{"id":"T1"}`:                    `{"id":"T1"}`,
		`{"Id":"\u0054\u0031"}`:          `{"id":"\u0054\u0031"}`,
	} {
		p, err := parsePage([]byte(`{"data":[` + from + `]}`))
		if err != nil {
			t.Fatal(err)
		}
		if got := string(p.items[0].raw); got != to || p.items[0].id != "T1" {
			t.Errorf("%s became %s with id %q", from, got, p.items[0].id)
		}
	}
}

func FuzzPage(f *testing.F) {
	f.Add([]byte(samplePage))
	f.Add([]byte(`{"data":[{"Id":"1","updatedTime":"x"},{"id":2},3,null,"s"],"hasMore":true,"nextPageToken":"t"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := parsePage(append([]byte(nil), b...))
		if err != nil {
			return
		}
		if !json.Valid(b) || !json.Valid(p.data) {
			t.Fatalf("took what is no JSON: %q", b)
		}
		var items []json.RawMessage
		if err := json.Unmarshal(p.data, &items); err != nil || len(items) != len(p.items) {
			t.Fatalf("%d items, encoding/json finds %d (%v): %q", len(p.items), len(items), err, b)
		}
		for i := range items {
			if !reflect.DeepEqual([]byte(items[i]), p.items[i].raw) {
				t.Fatalf("item %d is %q, not %q", i, p.items[i].raw, items[i])
			}
		}
	})
}

func BenchmarkPage(b *testing.B) {
	cards := make([]string, 300)
	for i := range cards {
		cards[i] = strings.Replace(sampleCard, "37171BA646FD16C8F0960DE7403AAAAA", fmt.Sprintf("%032X", i), 1)
	}
	body := []byte(`{"hasMore":false,"data":[` + strings.Join(cards, ",") + `]}`)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := parsePage(body); err != nil {
			b.Fatal(err)
		}
	}
}
