package sandbox

import (
	"slices"
	"time"
)

// The vendor's limit for one key: 呼び出し回数制限.
const (
	LimitRequests = 10
	LimitPer      = time.Second
)

// Fields returns, by the document's name of an object, its fields or columns in
// the document's order, so that a client can be compared.
func Fields() map[string][]string {
	return map[string][]string{
		"BizCard": {
			"id", "companyId", "personId", "exchangeDate", "registeredTime", "updatedTime", "owner",
			"lastName", "firstName", "lastNameReading", "firstNameReading", "departmentName", "title", "email", "mobile",
			"companyName", "countryCode", "postalCode", "address", "prefecture", "city", "street", "building",
			"tel", "secondTel", "fax", "url", "memo", "entryStatus", "isUserCreated",
		},
		"Tag":          {"Id", "name", "type", "owner"},
		"Person":       {"id", "headBizCard"},
		"User":         names(userColumns[:]),
		"Department":   names(departmentColumns[:]),
		"ImportResult": slices.Clone(resultColumns),
	}
}
