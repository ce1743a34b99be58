// Package sandboxes is the vendors' simulators as a project has them: one
// sandbox for all processes that work with it.
//
// The first process that needs the sandbox serves it on loopback for as long
// as it lives, and the others join. In its folder (.dandori/sandbox):
//
//	lock               held (flock) by the process that serves, for as long as it does
//	address            where it serves: host and port, a token of this server, its process id
//	made               what the companies are made of (seed, size) and the sandbox's own id
//	KIND%2FNAME.state   one company: everything that has happened to it
//
// Each connection has a company of its own: two connections of one kind are two
// customers of the vendor, with their own people and limits.
//
// A company is saved after each request and before its answer is sent, as the
// vendor would: what was answered has happened, whoever dies next. So a run
// can be killed with the process that serves its sandbox, and go on; the tasks
// that were under way end at their time.
//
// Whoever finds nobody serving takes the lock, loads the companies and serves
// them. Nobody serves when the address does not answer to its token: the
// server has died, or the port belongs to another program by now. When the
// lock is held all the same, its holder is about to serve, or to end, and it is
// asked again. A server that ends takes no more connections, finishes the
// requests under way, and then lets go of the lock.
package sandboxes
