package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"dandori/runtime/say"
)

// ErrSaved says that a text is no state that a simulator saved, or one of another format.
var ErrSaved = errors.New("simulator: this is no saved state")

// Decode reads one JSON value and nothing else into v, with numbers as
// json.Number and without fields that v lacks.
func Decode(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return errors.Join(ErrSaved, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return ErrSaved
	}
	return nil
}

// Broken says what in a saved state cannot be: an ErrSaved.
func Broken(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrSaved}, args...)...)
}

// Unsaved answers a request that was done, but whose effect could not be saved:
// the client must not take it for done.
func Unsaved(w http.ResponseWriter, err error) {
	page(w, http.StatusServiceUnavailable, "text/plain; charset=utf-8", say.Errorf("the sandbox cannot save its state: %w", err).Error()+"\n")
}
