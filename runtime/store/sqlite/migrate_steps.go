package sqlite

import _ "embed"

//go:embed schema_2.sql
var schema2 string

// steps lead from each version of the tables to the next; the first is 1.
func steps() []func(*tx) error {
	return []func(*tx) error{script(schema2)}
}

// script is a step that runs statements.
func script(statements string) func(*tx) error {
	return func(t *tx) error {
		_, err := t.conn.ExecContext(t.ctx, statements)
		return err
	}
}
