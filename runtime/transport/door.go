package transport

import (
	"net/http"

	"dandori/runtime/call"
)

// Door sends the requests of one connection. It is safe for concurrent use.
type Door struct {
	config Config
}

// Open returns a door, or an error of class Config that says what is wrong with c.
func Open(c Config) (*Door, error) {
	return &Door{config: c}, nil
}

// Do sends req for op and hands the final answer to consume, whatever its status.
func (d *Door) Do(req *http.Request, op call.Operation, consume func(*http.Response) error) error {
	base := d.config.Base
	if base == nil {
		base = &http.Transport{}
	}
	for k, v := range d.config.Header {
		req.Header[k] = v
	}
	resp, err := base.RoundTrip(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return consume(resp)
}
