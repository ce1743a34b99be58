package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"dandori/runtime/call"
)

// Link is one file that a list has shown.
type Link struct {
	Code      string // the member
	FileName  string // of attachments unique for one member and field (D); a member has one face image
	UpdatedAt string // as the vendor writes it
	address   string
}

// Links are the files of one list. Their links die after LinkLife, and are asked
// for again when they have. They may be used from any goroutine.
type Links struct {
	client *Client
	op     Operation
	at     Target
	query  Query
	files  []Link

	mu    sync.Mutex
	asked time.Time
	now   map[fileKey]Link // the files with links that are thought to live
}

// spare is how long before its end a link is taken for dead: a download has to begin.
const spare = time.Minute

// Listed is a list of face images or attachments, and how it was asked for.
type Listed struct {
	Op    Operation
	At    Target
	Query Query
	Table Table
	Asked time.Time // zero: long ago, so that its links are dead
}

// Links returns the files of a list.
func (c *Client) Links(l Listed) (*Links, error) {
	files, err := filesIn(l.Op, l.Table)
	if err != nil {
		return nil, err
	}
	links := &Links{client: c, op: l.Op, at: l.At, query: l.Query, files: files}
	links.renew(files, l.Asked)
	return links, nil
}

// Files are the files, in the order of the list.
func (l *Links) Files() []Link { return slices.Clone(l.files) }

func filesIn(op Operation, t Table) ([]Link, error) {
	var files []Link
	if op.Kind == Faces {
		faces, err := Read[Face](t)
		for _, f := range faces {
			files = append(files, Link{f.Code, orEmpty(f.FileName), orEmpty(f.UpdatedAt), orEmpty(f.DownloadURL)})
		}
		return files, err
	}
	rows, err := Read[FileRow](t)
	for _, r := range rows {
		for _, f := range r.Records {
			files = append(files, Link{r.Code, f.Name, orEmpty(f.UpdatedAt), orEmpty(f.DownloadURL)})
		}
	}
	return files, err
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// fileKey names a file over several lists.
type fileKey struct{ code, name string }

// key returns f's. A member's one face image may change its name.
func (l *Links) key(f Link) fileKey {
	if l.op.Kind == Faces {
		return fileKey{code: f.Code}
	}
	return fileKey{f.Code, f.FileName}
}

func (l *Links) renew(files []Link, asked time.Time) {
	l.asked, l.now = asked, map[fileKey]Link{}
	for _, f := range files {
		if _, twice := l.now[l.key(f)]; !twice {
			l.now[l.key(f)] = f
		}
	}
}

// fresh returns f with a link that lives, by asking again when it does not.
// refused is the link that was just refused, "" for none. One caller asks at a time.
func (l *Links) fresh(ctx context.Context, f Link, refused string) (Link, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, there := l.now[l.key(f)]
	age := l.client.config.Now().Sub(l.asked)
	if alive := age >= 0 && age < LinkLife-spare; alive && there && (refused == "" || now.address != refused) {
		return now, nil
	}
	asked := l.client.config.Now()
	t, err := l.client.List(ctx, l.op, l.at, l.query)
	if err != nil {
		return Link{}, err
	}
	files, err := filesIn(l.op, t)
	if err != nil {
		return Link{}, err
	}
	l.renew(files, asked)
	if now, there = l.now[l.key(f)]; !there {
		return Link{}, call.New(call.PlainError, "the file of member %s was there when it was listed, and is gone now", f.Code).
			Of(l.client.request(l.op.Operation))
	}
	return now, nil
}

// Fetch downloads a file into memory (8.2, 8.3), and returns it with what the
// list says of it now: that is later than what Files says when the link had to
// be asked for again and the file was changed meanwhile.
func (l *Links) Fetch(ctx context.Context, f Link) ([]byte, Link, error) {
	refused := ""
	for {
		now, err := l.fresh(ctx, f, refused)
		if err != nil {
			return nil, Link{}, err
		}
		body, err := l.client.download(ctx, l.op, now)
		if e := (*call.Error)(nil); errors.As(err, &e) && refused == "" && dead(e.Status) {
			refused = now.address
			continue
		}
		return body, now, err
	}
}

// dead reports whether a link was refused as one that has died is: 403 as the
// signed addresses of the vendor's kind answer, and what else it may be (D).
func dead(status int) bool {
	return slices.Contains([]int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone}, status)
}
