package api

import (
	"context"
	"encoding/json"
	"strconv"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// Import is what a script wants changed in the organisation.
type Import struct {
	Users       []json.RawMessage `json:"users,omitempty"` // objects with some of Keys(Users); nil: no user data is sent
	Departments []json.RawMessage `json:"departments,omitempty"`
	Encoding    string            `json:"encoding,omitempty"`  // of the upload: utf8 (default) or sjis
	Delimiter   string            `json:"delimiter,omitempty"` // of the upload: one of Delimiters
}

// Encodings returns the values of the encoding parameter.
func Encodings() []string { return []string{"utf8", "sjis"} }

// Plan is an import that was compared with what is there, completed and found right.
type Plan struct {
	client   *Client
	form     *form
	whole    *form  // form with the departments that are left alone; nil when there are none
	before   before // what is there now
	draft    *draft
	Removals []Removal // who would go
}

// Removal is a row whose DeleteFlag is 1. With a user go the cards, contacts
// and tags that the user owns.
type Removal struct{ Kind, ID, Name string }

// Plan reads what is there, once, and makes the rows to send: what a row leaves
// out is filled in, null clears, and everything that can be found wrong is
// found, in one error.
//
// A department that still has departments or users is not deleted: in which
// order the rows of one file are done is not documented, so what moves or
// deletes them is an import of its own, before.
func (c *Client) Plan(ctx context.Context, i Import) (*Plan, error) {
	return c.PlanOn(ctx, i, nil)
}

// PlanOn is Plan on an organisation that a dry run knows already: what is not
// in it yet is read. nil is nothing known, and nothing kept.
func (c *Client) PlanOn(ctx context.Context, i Import, o *Organization) (*Plan, error) {
	return c.plan(ctx, startImport, i, o)
}

func (c *Client) plan(ctx context.Context, op call.Operation, i Import, o *Organization) (*Plan, error) {
	d := newDraft(c.today())
	if d.known = o; o == nil {
		d.known = &Organization{}
	}
	d.read(Departments, i.Departments)
	d.read(Users, i.Users)
	if err := d.load(ctx, c); err != nil {
		return nil, err
	}
	d.fill()
	d.judge()
	f := newForm(i, d, nil)
	if err := append(d.found, f.found...).err(c.requestOf(op)); err != nil {
		return nil, err
	}
	p := &Plan{client: c, form: f, draft: d}
	for _, row := range d.order {
		p.before.Departments = append(p.before.Departments, row["departmentId"])
	}
	if others := d.untouched(); len(i.Departments) > 0 && len(others) > 0 {
		p.whole = newForm(i, d, others)
	}
	for _, e := range d.entries {
		if e.row.deletes() {
			p.Removals = append(p.Removals, e.removal())
		}
	}
	return p, nil
}

// Check has the vendor check an import without doing it, and returns the rows
// that are wrong. The vendor does not look at users while departments are
// wrong: usersChecked tells.
func (c *Client) Check(ctx context.Context, i Import) (wrong []ImportResult, usersChecked bool, err error) {
	p, err := c.plan(ctx, checkImport, i, nil)
	if err != nil {
		return nil, false, err
	}
	if _, wrong, err = p.choose(ctx); err != nil {
		return nil, false, err
	}
	usersChecked = i.Users != nil
	for _, r := range wrong {
		usersChecked = usersChecked && r.Type != Departments.String()
	}
	return wrong, usersChecked, nil
}

// choose asks the vendor which form it takes. The document does not say whether
// a part of the departments may be sent alone, and Sansan's own import by hand
// wants them all. Rows that nobody changes could undo what others do meanwhile;
// so they go along only if a check is content with them and not without. wrong
// is what the check says of the form.
func (p *Plan) choose(ctx context.Context) (f *form, wrong []ImportResult, err error) {
	wrong, err = p.client.checkForm(ctx, p.form)
	if err != nil || len(wrong) == 0 || p.whole == nil || len(p.whole.found) > 0 {
		return p.form, wrong, err
	}
	none, err := p.client.checkForm(ctx, p.whole)
	if err == nil && len(none) == 0 {
		return p.whole, none, nil
	}
	return p.form, wrong, err
}

func (c *Client) checkForm(ctx context.Context, f *form) ([]ImportResult, error) {
	var results []ImportResult
	err := c.post(ctx, checkImport, f, func(a answer) (err error) {
		results, err = ParseResults(a.body, f.delimiter) // no body: nothing is wrong
		return err
	})
	return failed(results), err
}

// Start sends the import and returns its importId, by which alone it can be
// found again: the vendor has no list of imports. It must be kept before anything else is done.
func (p *Plan) Start(ctx context.Context) (importID string, err error) {
	f := p.form
	if p.whole != nil {
		if f, _, err = p.choose(ctx); err != nil {
			return "", err
		}
	}
	return p.client.start(ctx, f)
}

// Taken is the importId of an import that an earlier process of the run has
// sent: the door has its answer, or calls it a doubt, and sends nothing.
func (c *Client) Taken(ctx context.Context) (importID string, err error) {
	return c.start(ctx, &form{encoding: "utf8", delimiter: "comma"})
}

func (c *Client) start(ctx context.Context, f *form) (importID string, err error) {
	err = c.post(ctx, startImport, f, func(a answer) error {
		var v struct{ ImportID string }
		if err := json.Unmarshal(a.body, &v); err != nil {
			return err
		}
		if v.ImportID == "" {
			return say.Errorf("there is no %s in it", "importId")
		}
		importID = v.ImportID
		return nil
	})
	return importID, err
}

// Rehearse returns the results that the import would have if all goes well.
// newID names what does not exist yet.
func (p *Plan) Rehearse(newID func() string) []ImportResult {
	results := []ImportResult{}
	for _, e := range p.form.given {
		r := ImportResult{Type: e.place.kind.String(), ID: e.record[idKey(e.place.kind)], TempID: e.record["tempId"], Completed: true, Errors: []string{}}
		if r.ID == "" {
			r.ID = newID()
		}
		results = append(results, r)
	}
	return results
}

// Guard refuses a plan that would remove more rows than the script allows, and names them.
func (p *Plan) Guard(most int) error {
	n := len(p.Removals)
	if n <= most {
		return nil
	}
	return call.New(call.PermissionError, "%s would delete %d, at most %d may go: %s", startImport.Name, n, most, removalNames(p.Removals)).
		Of(p.client.requestOf(startImport)).
		WithHint("If they are meant to go, pass { remove: %d } as the last argument. With a user go the cards, contacts and tags that the user owns.", n)
}

// shownRemovals is how many removals an error names.
const shownRemovals = 50

func removalNames(removals []Removal) say.Text {
	names := say.Text{}
	for i, r := range removals[:min(len(removals), shownRemovals)] {
		if i > 0 {
			names.En, names.Ja = names.En+", ", names.Ja+"、"
		}
		one := say.T("%s %s %s", kindText(r.Kind), r.ID, strconv.Quote(r.Name))
		names.En, names.Ja = names.En+one.En, names.Ja+one.Ja
	}
	if more := len(removals) - shownRemovals; more > 0 {
		rest := say.T("… and %d more", more)
		names.En, names.Ja = names.En+" "+rest.En, names.Ja+" "+rest.Ja
	}
	return names
}

func kindText(kind string) say.Text {
	if kind == Users.String() {
		return say.T("user")
	}
	return say.T("department")
}
