package api

import (
	"encoding/json"
	"slices"

	"dandori/runtime/say"
)

// permission makes a row of 拡張アクセス設定.
func (c *checker) permission(item json.RawMessage) (string, any) {
	var p Permission
	if !c.into(item, &p) {
		return "", nil
	}
	if p.UserID <= 0 {
		c.problem("user_id", say.T("is missing"))
	} else {
		c.key("user_id", p.UserID.String())
	}
	c.unknown("", p.Rest, p)
	most := mostCodes(c.at.Permission)
	for field, codes := range map[string]*[]string{"add_codes": &p.AddCodes, "exclusion_codes": &p.ExclusionCodes} {
		if len(*codes) > most {
			c.problem(field, say.T("has %d codes; Kaonavi takes %d at most", len(*codes), most))
		}
		c.distinct(field, *codes)
		*codes = append([]string{}, *codes...) // [] where nothing was given
	}
	return p.UserID.String(), p
}

// option makes a row of the choices of one field.
func (c *checker) option(item json.RawMessage) (string, any) {
	var o Option
	if !c.into(item, &o) {
		return "", nil
	}
	if o.Name == "" {
		c.problem("name", say.T("is missing"))
	} else if first, twice := c.seen[o.Name]; twice {
		c.problem("name", say.T("is the same as in %s[%d]", c.argument, first))
	}
	c.seen[o.Name] = c.index
	c.unknown("", o.Rest, o)
	return o.Name, o
}

// options checks what only all choices together show.
func (c *checker) options(rows []row) {
	var ids []Int
	for c.index = range rows {
		o, ok := rows[c.index].value.(Option)
		if !ok || o.ID == nil {
			continue
		}
		if slices.Contains(ids, *o.ID) {
			c.problem("id", say.T("has %s twice", o.ID.String()))
		}
		ids = append(ids, *o.ID)
	}
	if len(rows) == 0 {
		c.index = 0
		c.problem("", say.T("Kaonavi refuses an empty list of choices"))
	}
}
