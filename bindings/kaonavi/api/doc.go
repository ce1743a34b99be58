// Package api is a client of the Kaonavi API v2.0, all 37 operations and the
// token. It knows nothing of scripts: Go values and the vendor's own JSON go in
// and come out.
//
// Of the vendor's document only the opening is public; the rest is known from
// those who read it or built on it. How sure a fact is stands beside it in
// marks:
//
//	A  the vendor's own text was seen
//	B  transcribed from the vendor's document, or two independent clients agree
//	C  one client only
//	D  inferred
//
// Where the facts are unsure every plausible reading is accepted, and where a
// wrong guess could lose data the client refuses to guess. The sections that
// comments name ("8.2") are those of the sheet of facts behind this package.
package api
