// Package sandbox simulates Kaonavi's public API v2.0: all 37 operations and
// the token, as strict as the vendor may be, on a company made from a seed. It
// is read from the documents alone and shares no code with the client, for a
// simulator that shared the client's structs would share its misspellings.
//
// §n and the marks A to D mean the sections of the fact sheet
// kaonavi-v2.md and how sure it is of what it says: A official text, B the SDK
// or several clients, C one client, D inferred.
//
// The company, whatever its seed: members from E1001 on, of whom every twentieth
// has retired and every twentieth has no department; sheets
// 77 資格 (several records, one item required, files in item 884), 78 緊急連絡先 (one record, files
// in item 894) and 79 評価 (several records, two items named コメント); choices of
// members in items 501 to 504, of which 502 is a check box and 504 is under データ連携; a formula
// on members and sheets; department codes that begin with zeros; a user for the first and
// every fourth member after it, the first an administrator; E1003 holds two files of one name.
//
// Nothing here waits or works in the background. What a task does happens, for
// whoever asks next, at the moment when its time by Options.Now was over.
//
// Where nobody has told (§14), this is assumed (D); Options, Limits and Variant
// turn what a client may have to live with the other way round:
//
//   - Order at the door: the hour's limit, the URL, the verb, the token, the box
//     of 操作対象の管理, the minute's limit, query and header, body. Refused requests,
//     rehearsals and token requests count. Windows slide. Downloads do not count.
//   - Statuses: 404 for URLs and ids in them that are not there, 405 for verbs, 401
//     for tokens and keys, 403 for boxes, 413 for bodies over 250 MB, 400 for the rest.
//     A 429 names no time. Texts are invented: not one real one is known.
//   - Boxes: those of a sheet stand for its files, those of members for the pictures.
//     Adding records or files is 更新; members/overwrite needs 更新 alone. Layouts and tasks have none.
//   - Problems are told by kind, and only those of the first kind that there is:
//     no such target, no such body, missing, too long, not in the layout, twice in the body,
//     against the data. The last kind is told by the task (NG), all before at once (400);
//     what has no task tells all at once. A task checks all again when its turn comes,
//     and does all or nothing.
//   - A rehearsal is a task as any other, which changes nothing. What has no task
//     answers what it would have done. A download link needs none.
//   - Keys that an object is not said to take when written are refused, among them those that only
//     reads have (name of an item, age), and query parameters likewise. null is refused
//     but for birthday, department, parent_code, leader_member_code, memo and member_code.
//   - custom_fields: values must have at least one element, [""] clears; check boxes
//     hold no label twice. year_month is a date in the layout and YYYY-MM as a value;
//     files and pictures are read-only strings there, and a file's value is its name.
//   - Members: PUT blanks what a member of the body leaves out, overwrite too, and nobody else's.
//     Their pictures and sheets stay. Who leaves takes records, permissions and the user of
//     type 一般 along and leads no department any more. GET shows who has retired.
//     A member without department has null there. 兼務 may be the same as 主務.
//   - Required items: on create, replace, add and each record of several; a partial update may leave them out.
//   - Sheets: PUT and PATCH leave files with the record at the same place; a record that goes takes
//     its file along. Records with nothing in them are dropped. An empty list of records takes a member off
//     a sheet of several records, and is refused elsewhere. member_data may be empty: a PUT then empties the sheet.
//   - Files are told apart by name, also on sheets of one record; the sheet's required items are not asked for.
//   - Departments: a removed one leaves its members without; order defaults to the place in the body.
//     They are listed as a tree, parents first. Names have no length.
//   - Users: a login contains an @ and is nobody else's; passwords have no rules; PATCH keeps what is left out.
//   - Choices keep their ids; what is renamed is renamed in members and records, too.
//   - Times are Japan's. updated_at of a list is that of the last change. Tasks are kept for ever and do not overtake
//     each other unless Course makes them.
//   - Webhooks are settings only: nothing is delivered.
package sandbox
