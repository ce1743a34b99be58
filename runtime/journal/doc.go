// Package journal keeps what a run asked and what it was answered, in the order
// in which both happened, so that the run can be gone through again without
// asking anything twice.
//
// A journal is append-only: nothing in it is ever changed or taken out. What
// the script asks for is a call, named by its number n in the order in which it
// was asked, from 1. A call may need several requests that change something;
// they are named n.k, from k = 1.
//
// # The run
//
//	begin → (ask | outcome | now | random | note | intent | result | resolve | retry)*
//
// begin comes first and once. It pins what the run must find unchanged whenever
// it goes on. now and random are what the script read at once; they are entered as they
// are read, and stand anywhere. There is no entry for the end of a run: how it
// ended is the queue's to know.
//
// # A call
//
//	ask n → (note | request n.k …)* → outcome n
//	         outcome n (an error) → retry n → again as after ask n
//
// ask n is entered before anything is done about it, and n is the number of asks so far
// plus one. outcome n is entered before the script sees it, and the order of the
// outcomes is the order in which they reached the script. A call has one
// outcome, unless retry n voids it: then the outcome of n and all asks entered
// after it are as if they had never been, and the next ask takes the first
// number that is free again. An ask that sent something cannot be voided: where there is one after
// the outcome, the call cannot be retried. Outcomes of earlier asks stay.
//
// # A request
//
//	        ┌──────────────────────────┐
//	intent n.k → result done           │   never again
//	           → result refused ───────┤   may be sent: intent n.k, the next try
//	           → result unknown ─┐     │
//	           → (nothing)  ─────┴→ in doubt
//	                                → intent n.k        repeatable, young, and the last to its target
//	                                → resolve: send  ───┘
//	                                → resolve: happened → outcome n, nothing else is sent
//
// k counts the requests in the order in which the call began them; one that
// never left has no entry. A result tells of the intent entered last for its
// request, with its try, and may come after the outcome of its call: the call
// gave up, the answer came late.
// What a probe finds out is entered as the call's outcome.
//
// # Who appends
//
// The process that holds the run's lease, and nobody else: each append carries
// the epoch of the lease and is refused when a later one was given. The engine
// enters begin, ask, outcome, now and random; the call's scribe note, intent and
// result; a person's command, which claims the run for the moment, resolve and retry.
//
// # What is on disk when
//
// Append returns for an intent, a result, a note, a resolution, a retry, and
// the outcome of a call that changes something, when it and everything
// before it is on disk. Others wait a few milliseconds to be written together. A
// crash therefore leaves a beginning of what was appended, and that holds
// everything of which Append said that it was on disk.
//
// # What may be concluded from what is missing
//
//   - no ask: nothing was done about it.
//   - an ask without an outcome: the script did not see one. If it only reads, the
//     answer may have been there and is asked for again.
//   - no intent n.k: not one byte of that request left.
//   - an intent without a result: nothing. It is in doubt.
//   - no now or random at the end: the script may have read them, but nothing that followed from them left.
//
// # Versions
//
// Each entry begins with the version of its format, and Pins.Version is the
// newest that the run's journal may hold. A field that older versions may
// overlook is added under a new number, without a new version. Whatever they
// must not overlook makes a new version, which they refuse. Every version ever
// released is read for good: testdata holds journals of each.
package journal
