package sqlite

import (
	"context"
)

// Buckets returns the names of the buckets that hold something (quota.Shelf).
func (d *DB) Buckets(ctx context.Context) (names []string, err error) {
	rows, err := d.reads.QueryContext(ctx, "SELECT bucket FROM buckets UNION SELECT bucket FROM slots ORDER BY bucket")
	if err != nil {
		return nil, d.trouble(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, d.trouble(err)
		}
		names = append(names, name)
	}
	return names, d.trouble(rows.Err())
}
