package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"dandori/runtime/call"
)

// facesAre tells a face image by its time, taken to be JST (D): it was changed
// when the request had left. One that was added is told by its absence before, too.
func facesAre(p Part, t Table, e Evidence) (bool, error) {
	now, err := Read[Face](t)
	if err != nil {
		return false, err
	}
	there, _ := by(now, func(f Face) string { return f.Code })
	for _, code := range p.Keys() {
		f, ok := there[code]
		if !ok {
			return false, nil
		}
		absent := p.draft.op.Name == addFaces && e.Before != nil && e.Before.Rows == 0
		if !absent && !changedSince(orEmpty(f.UpdatedAt), e.Sent) {
			return false, nil
		}
	}
	return true, nil
}

func changedSince(stamp string, sent time.Time) bool {
	at, err := time.ParseInLocation(time.DateTime, stamp, time.FixedZone("JST", 9*60*60))
	return err == nil && !sent.IsZero() && !at.Before(sent.Truncate(time.Second))
}

// filesAre downloads what carries the names that were sent, and compares the bytes.
func (c *Client) filesAre(ctx context.Context, p Part, t Table) (bool, error) {
	sent, err := sentIn[FileRow](p)
	if err != nil || c.config.Links == nil {
		return false, err
	}
	links, err := c.Links(Listed{Op: p.draft.op.Reads(), At: p.draft.at, Table: t, Asked: c.config.Now()})
	if err != nil {
		return false, err
	}
	count := map[fileKey]int{}
	for _, f := range links.files {
		count[links.key(f)]++
	}
	for _, r := range sent {
		for _, f := range r.Records {
			if count[fileKey{r.Code, f.Name}] != 1 {
				return false, nil // not there, or nobody knows which one it is
			}
			if is, err := links.holds(ctx, Link{Code: r.Code, FileName: f.Name}, orEmpty(f.Content)); err != nil || !is {
				return false, err
			}
		}
	}
	return true, nil
}

// holds reports whether a file has the content given in base64.
func (l *Links) holds(ctx context.Context, f Link, content string) (bool, error) {
	want, err := base64.StdEncoding.DecodeString(content)
	if err != nil {
		return false, nil // it was checked before it was sent
	}
	body, _, err := l.Fetch(ctx, f)
	if e := (*call.Error)(nil); errors.As(err, &e) && e.Class == call.PlainError {
		return false, nil // gone meanwhile
	}
	return sha256.Sum256(body) == sha256.Sum256(want), err
}
