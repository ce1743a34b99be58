package journal

import (
	"slices"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// Format is the version of what Encode writes: the first byte of every entry.
const Format = 1

// kinds gives the number of each kind. A number is never used again for another.
var kinds = []Kind{1: Begin, 2: Ask, 3: Outcome, 4: Now, 5: Random, 6: Intent, 7: Result, 8: Note, 9: Resolve, 10: Retry, 11: Plan}

// Encode returns e as bytes: the format's version, then the entry's fields.
// Times are kept to the millisecond. It fails for an entry that lacks what its kind needs.
func Encode(e Entry) ([]byte, error) {
	if err := e.valid(); err != nil {
		return nil, err
	}
	return append([]byte{Format}, write(&e, entryFields)...), nil
}

// Decode returns the entry that Encode made b of; its byte slices point into b.
// Bytes that no Encode of this or an older version made are an error, except
// that fields of a later dandori which do not matter to this one are stepped over.
func Decode(b []byte) (Entry, error) {
	if len(b) == 0 || b[0] == 0 {
		return Entry{}, errCut
	}
	if b[0] > Format {
		return Entry{}, say.Errorf("this entry was written by a newer dandori (format %d; this one reads up to %d)", int(b[0]), Format)
	}
	var e Entry
	if err := read(b[1:], &e, entryFields); err != nil {
		return Entry{}, err
	}
	if err := e.valid(); err != nil {
		return Entry{}, err
	}
	return e, nil
}

// valid tells what an entry lacks that its kind needs.
func (e Entry) valid() error {
	ok := false
	switch e.Kind {
	case Begin:
		ok = e.Pins != nil
	case Ask:
		ok = e.N > 0 && e.Call.Kind != ""
	case Outcome, Note, Plan, Retry:
		ok = e.N > 0
	case Now:
		ok = !e.Time.IsZero()
	case Random:
		ok = true
	case Intent:
		ok = e.N > 0 && e.Intent != nil && e.Intent.K > 0
	case Result:
		ok = e.N > 0 && e.Result != nil && e.Result.K > 0
	case Resolve:
		ok = e.N > 0 && e.Resolution != nil
	}
	if !ok {
		return errCut
	}
	return nil
}

func entryFields(c *coder, e *Entry) {
	kindField(c, 1, &e.Kind)
	instant(c, 2, &e.At)
	number(c, 3, &e.N)
	part(c, 4, &e.Call, callFields)
	part(c, 5, &e.Answer, answerFields)
	optional(c, 6, &e.Err, errorFields)
	instant(c, 7, &e.Time)
	raw(c, 8, &e.Bytes)
	optional(c, 9, &e.Pins, pinsFields)
	optional(c, 10, &e.Intent, intentFields)
	optional(c, 11, &e.Result, resultFields)
	optional(c, 12, &e.Resolution, resolutionFields)
	text(c, 13, &e.Blob)
}

func kindField(c *coder, field uint64, k *Kind) {
	n := max(slices.Index(kinds, *k), 0)
	number(c, field, &n)
	if !c.reading {
		return
	}
	if n <= 0 || n >= len(kinds) {
		c.fail(errCut)
		return
	}
	*k = kinds[n]
}

func callFields(c *coder, v *call.Call) {
	text(c, 1, &v.Kind)
	text(c, 2, &v.Target)
	raw(c, 3, &v.Args)
	number(c, 4, &v.Effect)
}

func answerFields(c *coder, v *call.Answer) {
	raw(c, 1, &v.Body)
	raw(c, 2, &v.Cursor)
	list(c, 3, &v.Keep, keepFields)
}

func keepFields(c *coder, v *call.Keep) {
	text(c, 1, &v.Key)
	raw(c, 2, &v.Value)
	yesNo(c, 3, &v.AtEnd)
}

func errorFields(c *coder, v *call.Error) {
	text(c, 1, &v.Class)
	part(c, 2, &v.Text, sentenceFields)
	part(c, 3, &v.Hint, sentenceFields)
	text(c, 4, &v.Connection)
	text(c, 5, &v.Vendor)
	text(c, 6, &v.Operation)
	number(c, 7, &v.Status)
	text(c, 8, &v.Code)
	text(c, 9, &v.Field)
	list(c, 10, &v.Errors, lineFields)
	text(c, 11, &v.Job)
	text(c, 12, &v.State)
	list(c, 13, &v.Messages, lineFields)
	raw(c, 14, &v.Results)
}

func sentenceFields(c *coder, v *say.Text) {
	text(c, 1, &v.En)
	text(c, 2, &v.Ja)
}

func lineFields(c *coder, v *string) { text(c, 1, v) }

func pinsFields(c *coder, v *Pins) {
	number(c, 1, &v.Version)
	raw(c, 2, &v.Params)
	text(c, 3, &v.Lang)
	text(c, 4, &v.Prelude)
	list(c, 5, &v.Connections, pinFields)
}

func pinFields(c *coder, v *Pin) {
	text(c, 1, &v.Name)
	text(c, 2, &v.Kind)
	text(c, 3, &v.Version)
	text(c, 4, &v.BaseURL)
	text(c, 5, &v.Credentials)
	yesNo(c, 6, &v.Sandbox)
}

func intentFields(c *coder, v *call.Intent) {
	number(c, 1, &v.K)
	number(c, 2, &v.Try)
	instant(c, 3, &v.At)
	part(c, 4, &v.Request, requestFields)
	text(c, 5, &v.Method)
	text(c, 6, &v.Path)
	text(c, 7, &v.ContentType)
	raw(c, 8, &v.Body)
	text(c, 9, &v.Hash)
}

func requestFields(c *coder, v *call.Request) {
	text(c, 1, &v.Connection)
	text(c, 2, &v.Vendor)
	part(c, 3, &v.Operation, operationFields)
}

func operationFields(c *coder, v *call.Operation) {
	text(c, 1, &v.Name)
	number(c, 2, &v.Effect)
	text(c, 3, &v.Of)
}

func resultFields(c *coder, v *call.Result) {
	number(c, 1, &v.K)
	number(c, 2, &v.Try)
	text(c, 3, &v.Fate)
	number(c, 4, &v.Status)
	text(c, 5, &v.ContentType)
	raw(c, 6, &v.Body)
	optional(c, 7, &v.Err, errorFields)
}

func resolutionFields(c *coder, v *Resolution) {
	number(c, 1, &v.K)
	yesNo(c, 2, &v.Happened)
	raw(c, 3, &v.Answer)
	text(c, 4, &v.By)
}
