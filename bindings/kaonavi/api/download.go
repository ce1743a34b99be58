package api

import (
	"context"
	"net/http"
	"net/url"
	"sync"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// download reads the file that f leads to now.
func (c *Client) download(ctx context.Context, op Operation, f Link) (body []byte, err error) {
	u, err := url.Parse(f.address)
	if err != nil || u.Host == "" {
		return nil, c.unread(op.reading(), say.T("the link to the file of member %s is none", f.Code))
	}
	door, err := c.doors.to(u)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(call.WithRequest(ctx, c.request(op.reading())), http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, c.unread(op.reading(), say.T("the link to the file of member %s is none", f.Code)) // without err, which shows the link
	}
	err = door.Do(req, op.reading(), func(resp *http.Response) error {
		if resp.StatusCode/100 != 2 {
			e := call.New(call.VendorError, "the file of member %s cannot be downloaded: HTTP %d", f.Code, resp.StatusCode).Of(c.request(op.reading()))
			e.Status = resp.StatusCode
			return e
		}
		var err error
		body, err = readAll(resp.Body, resp.ContentLength)
		return err
	})
	return body, err
}

// doors are the ways to the hosts of links, one a host.
type doors struct {
	open func(*url.URL) (Door, error)

	mu  sync.Mutex
	all map[string]Door
}

func (d *doors) to(u *url.URL) (Door, error) {
	if d.open == nil {
		return nil, call.New(call.Fault, "there is no way to the host of a file")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	key := u.Scheme + "://" + u.Host
	if door, there := d.all[key]; there {
		return door, nil
	}
	door, err := d.open(&url.URL{Scheme: u.Scheme, Host: u.Host})
	if err != nil {
		return nil, err
	}
	if d.all == nil {
		d.all = map[string]Door{}
	}
	d.all[key] = door
	return door, nil
}
