package kaonavi

import (
	"context"
	"errors"

	"dandori/bindings/kaonavi/api"
	"dandori/runtime/call"
)

// Schema is what a company has set up: its fields, sheets and choices. Its
// Declarations are their types.
type Schema struct {
	Members api.MemberLayout
	Sheets  []api.SheetLayout
	Choices []api.Choices // of the fields that マスター管理 shows; nil: it may not be read
}

// ReadSchema asks a connection for its schema: three requests, which only read.
func ReadSchema(ctx context.Context, c *api.Client) (s Schema, err error) {
	calculated := api.Query{Calculated: true}
	if err = c.Get(ctx, operation("layouts.members"), api.Target{}, calculated, &s.Members); err != nil {
		return s, err
	}
	if s.Sheets, err = rowsOf[api.SheetLayout](ctx, c, "layouts.sheets", calculated); err != nil {
		return s, err
	}
	s.Choices, err = rowsOf[api.Choices](ctx, c, "enumOptions.list", api.Query{})
	if notTicked(err) {
		return s, nil // the layouts name the choices, too
	}
	return s, err
}

func rowsOf[T any](ctx context.Context, c *api.Client, operationName string, q api.Query) ([]T, error) {
	t, err := c.List(ctx, operation(operationName), api.Target{}, q)
	if err != nil {
		return nil, err
	}
	return api.Read[T](t)
}

// notTicked reports whether a target is refused for not being ticked under
// 操作対象の管理; which of the two statuses that is, is not found (1.1).
func notTicked(err error) bool {
	var e *call.Error
	return errors.As(err, &e) && (e.Status == 403 || e.Status == 404)
}
