// Package sandbox simulates Kaonavi's API v1.0–v1.2: all sixteen functions of
// the vendor's document "(v1)APIドキュメント", read strictly and apart from the client.
//
// Nothing here waits or works in the background. What a task does happens, for
// whoever asks next, at the moment when its time by Options.Now was over.
//
// Where the document is silent, this is what the sandbox takes for granted. Options
// changes what a client may have to live with either way.
//
//   - Requests (1.3): token requests, refused requests and unknown paths count too.
//     A 429 is {"errors": ["…"]} and names no time.
//   - Errors (1.5): {"errors": ["…"]}; 401 for tokens, 400 for the rest, 404 for
//     what this version does not have, 405 for other verbs than POST.
//   - Writes (2.3–2.10, 2.15, 2.16): the answer says OK once the task waits in line.
//     What a row has wrong makes the task NG, nothing of it is done, and "errors"
//     of the task's answer names every row and field. What is wrong with the body, or
//     an unknown sheet, is refused at once.
//   - Rows name only the parameters of their table: member_kana or last_modified_at
//     sent back is an error. Blank is "", never null.
//   - Overwrite (2.9) makes members that are new to sheet 0, and blanks columns that
//     a row leaves out. Update (2.15) makes no members, keeps columns that are left out,
//     and, on a sheet of several records, replaces a member's records by those sent.
//   - A member that goes (2.9, 2.16) takes all its records along and its user, unless
//     that is an administrator; it leads no department any more.
//   - A department that goes (2.6) leaves its members without department. Levels above
//     a row's own department that have no row (as in the sample) are made from its path.
//   - Dry run (1.5): writes that update or add answer errors at once. The document promises
//     nothing for delete (2.16) and preset (2.12): there dryrun is ignored and the work is done.
//   - What a preset has read (2.12) can be got for a day.
//   - 必須 marks are lost: member_code, on sheet 0 member_name; a user's email,
//     password, name, type and role; code and name of each level of a department.
package sandbox
