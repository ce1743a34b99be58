package api

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// BenchmarkCompany reads, checks and compares 10,000 members with 30 fields.
func BenchmarkCompany(b *testing.B) {
	var fields, rows []string
	for i := range 30 {
		fields = append(fields, fmt.Sprintf(`{"id":%d,"name":"項目%d","values":["値%d"]}`, 500+i, i, i))
	}
	for i := range 10_000 {
		rows = append(rows, fmt.Sprintf(`{"code":"E%d","name":"山田","mail":"e%d@example.com","entered_date":"2020-04-01","department":{"code":"D1","name":"x","names":["x"]},"sub_departments":[],"custom_fields":[%s]}`, i, i, strings.Join(fields, ",")))
	}
	table := Table{Rows: json.RawMessage("[" + strings.Join(rows, ",") + "]")}
	items, err := Read[json.RawMessage](table)
	if err != nil {
		b.Fatal(err)
	}
	c := newVendorless(Sizes{})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := Read[Member](table); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("draft", func(b *testing.B) {
		for b.Loop() {
			if _, err := c.Draft(op(b, "members.update"), Target{}, given(items)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
