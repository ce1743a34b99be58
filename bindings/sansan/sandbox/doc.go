// Package sandbox simulates the Sansan Open API v2.3: all fifteen endpoints, as
// strict as the vendor's document allows, on data made from a seed. It is read
// from the document alone and shares no code with the client, for a simulator
// that shared the client's structs would share its misspellings.
//
// Nothing runs by itself: what takes time (imports, page tokens, windows) is
// computed from Options.Now when somebody asks.
//
// Where the document is silent, this is assumed, and Variants turns most of it round:
//
//   - Every request with a known key counts against the limit, refused ones too.
//     access_count and retry_after stand at the top of the 429's body, as numbers.
//   - Parameters that the document does not know are refused (400 invalid_value),
//     and so are ones given twice, empty or in another form.
//   - An id that nobody has is a 404; an importId that is no UUID is a 400.
//   - updatedFrom and updatedTo belong to the period. Several tags in a search mean any of them.
//   - Images and tags are those of the card asked for, also when it is merged.
//   - range=all shows the cards of all users, but of private tags only one's own.
//   - A deleted user's cards and tags are gone (the help pages of the product say so).
//   - CSV columns come in the order of the document's tables, in RFC 4180 with CR LF and no BOM;
//     uploads have no header row either. Rows with errors are results, not a 400; what is no CSV
//     in the encoding named is a 400.
//   - An edit with a blank AlternativeName, SubEmail, SamlNameId, DepartmentNamePhonetic or Order erases it.
//   - A department is judged for deletion by what is there before the import.
//   - Imports run one after the other; the check comes when one begins. A failed import lists the bad rows only.
package sandbox
