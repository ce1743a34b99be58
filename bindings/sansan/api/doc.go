// Package api is a client of the Sansan Open API v2.3, all 15 endpoints. It
// knows nothing of scripts: methods take and give Go data, or the vendor's own
// bytes where decoding them would only cost time.
//
// The document leaves much open (how a list ends, whether an object comes in an
// envelope, the order of CSV columns). Where it does, the client accepts every
// plausible reading and, where a wrong guess could lose or overwrite data,
// refuses to guess.
package api
