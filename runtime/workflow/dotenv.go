package workflow

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"

	"github.com/joho/godotenv"

	"dandori/runtime/say"
)

// WithDotenv returns a Lookup that asks env first, then the file .env of the
// project, which need not be there. What is wrong in .env is named by its line
// only, for the text may be a secret.
func WithDotenv(project fs.FS, env Lookup) (Lookup, error) {
	text, err := fs.ReadFile(project, ".env")
	if errors.Is(err, fs.ErrNotExist) {
		return env, nil
	}
	if err != nil {
		return nil, say.Errorf("reading .env: %w", err)
	}
	values, err := parseDotenv(text)
	if err != nil {
		return nil, err
	}
	return func(name string) (string, bool) {
		if v, ok := env(name); ok && v != "" {
			return v, true
		}
		v, ok := values[name]
		return v, ok
	}, nil
}

func parseDotenv(text []byte) (map[string]string, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	values, err := godotenv.UnmarshalBytes(text)
	if err == nil {
		return values, nil
	}
	// The library's error quotes the text around it, and names no line: the
	// first line up to which the file cannot be read is the one.
	lines := strings.SplitAfter(string(text), "\n")
	for i := range lines {
		if _, err := godotenv.Unmarshal(strings.Join(lines[:i+1], "")); err != nil {
			return nil, Problems{{File: ".env", Line: i + 1, Column: 1,
				Message: say.T("this line of .env cannot be read"), Hint: say.T("write NAME=value, one a line")}}
		}
	}
	return nil, Problems{{File: ".env", Message: say.T(".env cannot be read"), Hint: say.T("write NAME=value, one a line")}}
}
