package api

import (
	"encoding/json"
	"errors"

	"dandori/runtime/call"
)

// row is one entry of a body: as it is sent, and the key that it is known by.
type row struct {
	key   string
	raw   json.RawMessage
	files int // that are in it
	value any // the Go value; nil once all is checked
}

// Draft is a write that is answered with a task: checked, and not yet sent. It
// holds nothing that the vendor itself sets, and no mistake that can be seen without asking.
type Draft struct {
	op      Operation
	at      Target
	rows    []row
	sizes   Sizes
	trim    *bool
	request call.Request // for errors

	argument  string     // what the script calls the rows
	form      *Form      // nil: values go by id only
	wrong     []problem  // what can be seen without asking; such a draft cannot be sent
	err       error      // the same as an error
	strangers []stranger // keys of which only a look at what is there shows whether the vendor knows them
}

// Rows are what a write is made from.
type Rows struct {
	Argument string            // what the script calls them: "rows"
	Items    []json.RawMessage // each an object
	Form     *Form             // for members and sheets: their fields, so that values may go by name; nil: by id only
	Content  string            // what the script calls what is in a file; "": as the vendor does, base64_content
}

// Draft reads rows for op, each a JSON object with the vendor's keys, whether
// made by hand or read from a list. Whatever is wrong with any of them is in the
// one error, a TypeError. Then the draft comes, too: it cannot be sent, but
// compared, which tells what else is wrong with it.
func (c *Client) Draft(op Operation, at Target, given Rows) (*Draft, error) {
	check := newChecker(op, at, given.Argument, c.config.Sizes)
	check.form, check.content = given.Form, given.Content
	d := &Draft{
		op: op, at: at, sizes: check.sizes, request: c.request(op.Operation), rows: make([]row, 0, len(given.Items)),
		argument: given.Argument, form: given.Form,
	}
	read := check.reader()
	if read == nil {
		return nil, call.New(call.Fault, "%s writes no rows", op.Name).Of(d.request)
	}
	for i, item := range given.Items {
		check.index, check.code = i, ""
		key, value := read(check.named(item))
		d.rows = append(d.rows, row{key: key, value: value})
	}
	check.code = ""
	switch op.Kind {
	case Departments:
		check.tree(d.rows)
	case Options:
		check.options(d.rows)
	}
	d.judged(check)
	if op.Kind == Faces {
		d.trim = new(true)
	}
	if err := d.encode(); err != nil {
		return nil, err
	}
	return d, d.err
}

func (d *Draft) judged(check *checker) {
	d.wrong, d.strangers, d.err = check.problems, check.strangers, of(check.err(len(d.rows)), d.request)
}

// Codes is Draft for members.delete: the codes of those who go.
func (c *Client) Codes(op Operation, argument string, codes []string) (*Draft, error) {
	check := newChecker(op, Target{}, argument, c.config.Sizes)
	d := &Draft{op: op, sizes: check.sizes, request: c.request(op.Operation), argument: argument}
	for i, code := range codes {
		check.index, check.code = i, ""
		check.key("", code)
		raw, _ := json.Marshal(code) // a string
		d.rows = append(d.rows, row{key: code, raw: raw})
	}
	d.judged(check)
	return d, d.err
}

// Trim says whether Kaonavi is to find the faces in the images and crop them
// (8.2); it is unless this is called with false.
func (d *Draft) Trim(trim bool) { d.trim = &trim }

// Len is how many rows there are.
func (d *Draft) Len() int { return len(d.rows) }

// Rows returns the rows as they are sent.
func (d *Draft) Rows() []json.RawMessage {
	out := make([]json.RawMessage, len(d.rows))
	for i, r := range d.rows {
		out[i] = r.raw
	}
	return out
}

// reader is how a row of the operation's kind is read; nil when it has none.
func (c *checker) reader() func(json.RawMessage) (string, any) {
	if !c.op.Task || c.op.Name == deleteMembers {
		return nil
	}
	return map[Kind]func(json.RawMessage) (string, any){
		Members: c.member, Faces: c.face, Records: c.sheetRow, Files: c.fileRow,
		Departments: c.department, Permissions: c.permission, Options: c.option,
	}[c.op.Kind]
}

// encode writes each row as it is sent.
func (d *Draft) encode() error {
	for i := range d.rows {
		r := &d.rows[i]
		raw, err := json.Marshal(r.value)
		if err != nil {
			return call.New(call.Fault, "writing the rows of %s: %v", d.op.Name, err).Because(err).Of(d.request)
		}
		if f, ok := r.value.(FileRow); ok {
			r.files = len(f.Records)
		}
		if d.op.Kind == Faces {
			r.files = 1
		}
		r.raw, r.value = raw, nil
	}
	return nil
}

// of gives err the request that it happened to; nil stays nil.
func of(err error, r call.Request) error {
	if e := (*call.Error)(nil); errors.As(err, &e) {
		return e.Of(r)
	}
	return err
}
