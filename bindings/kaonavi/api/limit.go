package api

import "time"

// What the vendor allows, each for a whole company; dandori.yaml can say
// otherwise. Whether its windows are fixed or sliding is not found (3).
const (
	RequestsPerHour  = 3000 // B; 1,000 until some time after 2023 (A)
	UpdatesPerMinute = 5    // B, since 2023-03; requests of UpdatesClass
)

// TokenLife is an access token's life, should an answer not name one (2, A).
const TokenLife = time.Hour

// LinkLife is how long a link to a file lives from when it was asked for (8.2, 8.3; B).
const LinkLife = 15 * time.Minute

// Sizes bounds a request. A zero field is the default.
type Sizes struct {
	Body  int // bytes that the vendor takes at most; default 250 MB (C)
	Part  int // bytes at which a write that may be split is; default 50 MB, for a part is sent again whole
	Rows  int // rows at which it is split; 0: only by size, for the vendor names no bound
	Faces int // members with a face image; default 100 (B)
	Files int // attachments; default 1,000, 100 before 2026-04 (B)
	File  int // bytes of one file or image before base64; default 5 MB (B)
}

const mega = 1000 * 1000 // whether the vendor's MB are these or 1<<20 is not found: the smaller one suits both

func (s Sizes) withDefaults() Sizes {
	for field, usual := range map[*int]int{&s.Body: 250 * mega, &s.Part: 50 * mega, &s.Faces: 100, &s.Files: 1000, &s.File: 5 << 20} {
		if *field == 0 {
			*field = usual
		}
	}
	s.Part = min(s.Part, s.Body)
	return s
}
