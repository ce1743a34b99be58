package api

import (
	"time"

	"dandori/runtime/call"
)

// Requests and Per are the vendor's limit: 10 calls in one second for each API
// key (呼び出し回数制限). Refused calls are taken to count.
const (
	Requests = 10
	Per      = time.Second
)

// Version is the version of the API that this client was written for; it is
// the first segment of every path.
const Version = "v2.3"

// The operations, named as scripts write them. check is a read: it changes
// nothing. An import is never sent again by guesswork, since the vendor has no
// list of imports to look it up in.
var (
	listCards       = read("bizCards.list")
	searchCards     = read("bizCards.search")
	getCard         = read("bizCards.get")
	getImage        = read("bizCards.image")
	listCardTags    = read("bizCards.tags")
	getPerson       = read("persons.get")
	listTags        = read("tags.list")
	listUsers       = read("organization.users.list")
	listDepartments = read("organization.departments.list")
	checkImport     = read("organization.check")
	startImport     = call.Operation{Name: "organization.import", Effect: call.Once}
	jobStatus       = read("organization.job.status")
	jobResult       = read("organization.job.result")
	getEmailClient  = read("settings.emailClient.get")
	setEmailClient  = call.Operation{Name: "settings.emailClient.set", Effect: call.Repeatable}
)

// Operations returns the table of operations: one row an endpoint of the document.
func Operations() []call.Operation {
	return []call.Operation{
		listCards, searchCards, getCard, getImage, listCardTags,
		getPerson, listTags,
		listUsers, listDepartments, startImport, checkImport, jobStatus, jobResult,
		setEmailClient, getEmailClient,
	}
}

func read(name string) call.Operation { return call.Operation{Name: name, Effect: call.Read} }
