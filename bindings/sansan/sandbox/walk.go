package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// tokenLife is how long after its first page a walk can be gone on with.
const tokenLife = 6 * time.Hour

// item is what a list lists.
type item interface {
	append(b []byte, s *Sandbox) []byte
}

// walk is the snapshot that the pages of one list are taken from.
type walk struct {
	items   []item
	born    time.Time
	dead    bool
	touches int    // how many changes of cards it has seen
	gone    []bool // the owners who were deleted when it began
	waiting bool   // it was loaded: its items are made when they are asked for
}

// token is the payload of a page token. It holds all that the next page needs,
// so that a sandbox started again from the same seed can go on.
type token struct {
	SnapshotID string `json:"SnapshotId"`
	Offset     int    `json:"Offset"`
	Expires    int64  `json:"exp"`
	Issuer     string `json:"iss"`
	Endpoint   string `json:"End"`   // operation and id: a token is for one list
	User       int    `json:"User"`  // and for one key
	Query      string `json:"Query"` // the other parameters of the first page
}

// list answers one page of what build makes of the query.
func (s *Sandbox) list(r *request, endpoint string, build func(url.Values) ([]item, *refusal)) (*reply, *refusal) {
	t, refused := s.position(r, endpoint)
	if refused != nil {
		return nil, refused
	}
	values, err := url.ParseQuery(t.Query)
	if err != nil {
		return nil, bad(codeInvalid, "nextPageToken", "nextPageToken is invalid.")
	}
	items, refused := s.snapshot(r.now, t, func() ([]item, *refusal) { return build(values) })
	if refused != nil {
		return nil, refused
	}
	limit, _ := strconv.Atoi(values.Get("limit"))
	return s.page(items, t, limit), nil
}

// position returns where the page asked for begins: at the token's offset, or at the beginning of a new walk.
func (s *Sandbox) position(r *request, endpoint string) (token, *refusal) {
	text := r.values.Get("nextPageToken")
	if text == "" {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.walked++
		return token{
			SnapshotID: s.ids.uuid(cardID, s.walked), Expires: r.now.Add(tokenLife).Unix(), Issuer: "sansan",
			Endpoint: endpoint, User: r.key.user, Query: r.values.Encode(),
		}, nil
	}
	t, ok := s.read(text)
	if !ok || t.Endpoint != endpoint || t.User != r.key.user {
		return token{}, bad(codeInvalid, "nextPageToken", "nextPageToken is invalid.")
	}
	if s.expired(r, t) {
		return token{}, bad(codeExpired, "nextPageToken", "nextPageToken has expired.")
	}
	return t, nil
}

// expired reports whether the token is dead, of age or because a fault was ordered.
func (s *Sandbox) expired(r *request, t token) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if orderedToDie(r) {
		s.walks[t.SnapshotID] = &walk{born: r.now, dead: true}
	}
	w := s.walks[t.SnapshotID]
	return r.now.Unix() >= t.Expires || w != nil && w.dead
}

// snapshot returns the items of the walk, making them when it is new.
func (s *Sandbox) snapshot(now time.Time, t token, build func() ([]item, *refusal)) ([]item, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w := s.walks[t.SnapshotID]; w != nil {
		return s.itemsOf(w, build)
	}
	items, refused := build()
	if refused != nil {
		return nil, refused
	}
	for id, w := range s.walks {
		if now.Sub(w.born) >= tokenLife {
			delete(s.walks, id)
		}
	}
	s.walks[t.SnapshotID] = &walk{items: items, born: now, touches: len(s.touches), gone: s.organisation.gone}
	return items, nil
}

// itemsOf returns the items of a walk; those of a loaded one are made of what
// was there when it began.
func (s *Sandbox) itemsOf(w *walk, build func() ([]item, *refusal)) (items []item, refused *refusal) {
	if !w.waiting {
		return w.items, nil
	}
	cards, gone := s.cards, s.organisation.gone
	if w.touches < len(s.touches) {
		s.cards = s.cardsAfter(s.touches[:w.touches])
	}
	s.organisation.gone = w.gone
	items, refused = build()
	s.cards, s.organisation.gone = cards, gone
	if refused == nil {
		w.items, w.waiting = items, false
	}
	return items, refused
}

// page writes the List object of one page.
func (s *Sandbox) page(items []item, t token, limit int) *reply {
	t.Offset = min(t.Offset, len(items)) // a sandbox started again may have fewer
	end := min(t.Offset+limit, len(items))
	more := end < len(items)
	b := make([]byte, 0, 512+(end-t.Offset)*1100)
	b = append(b, '{')
	if s.options.Variants.Paging != PagingNoHasMore {
		b = append(strconv.AppendBool(append(b, `"hasMore":`...), more), ',')
	}
	b = append(s.appendNext(b, t, end, more), `"data":[`...)
	for i := t.Offset; i < end; i++ {
		if i > t.Offset {
			b = append(b, ',')
		}
		b = items[i].append(b, s)
	}
	if !more {
		s.mu.Lock()
		if w := s.walks[t.SnapshotID]; w != nil && t.Offset == 0 {
			delete(s.walks, t.SnapshotID) // nobody has a token for it
		}
		s.mu.Unlock()
	}
	return answerBytes("application/json", append(b, "]}"...))
}

// appendNext writes nextPageToken, whole or broken.
func (s *Sandbox) appendNext(b []byte, t token, end int, more bool) []byte {
	broken := s.options.Variants.Paging
	if more && broken != PagingNoToken {
		if broken != PagingSameToken || t.Offset == 0 {
			t.Offset = end
		}
		return append(append(append(b, `"nextPageToken":"`...), s.write(t)...), `",`...)
	}
	switch s.options.Variants.LastToken {
	case TokenAbsent:
		return b
	case TokenEmpty:
		return append(b, `"nextPageToken":"",`...)
	default:
		return append(b, `"nextPageToken":null,`...)
	}
}

// jwtHeader is {"alg":"HS256","typ":"JWT"}, as in the document's samples.
const jwtHeader = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"

func (s *Sandbox) write(t token) string {
	payload, err := json.Marshal(t)
	if err != nil {
		return ""
	}
	signed := jwtHeader + "." + base64.RawURLEncoding.EncodeToString(payload)
	return signed + "." + s.sign(signed)
}

func (s *Sandbox) read(text string) (t token, ok bool) {
	dot := strings.LastIndexByte(text, '.')
	if dot < 0 || !hmac.Equal([]byte(s.sign(text[:dot])), []byte(text[dot+1:])) {
		return token{}, false
	}
	_, payload, _ := strings.Cut(text[:dot], ".")
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil || json.Unmarshal(raw, &t) != nil || t.Offset < 0 {
		return token{}, false
	}
	return t, true
}

func (s *Sandbox) sign(text string) string {
	mac := hmac.New(sha256.New, strconv.AppendUint([]byte("sandbox"), s.options.Seed, 10))
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
