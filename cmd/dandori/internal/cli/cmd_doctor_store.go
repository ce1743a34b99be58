package cli

import (
	"context"
	"errors"

	"dandori/runtime/say"
)

// keptSigns are about the key, the store, and the connections, whose requests
// the store counts.
func (a *app) keptSigns(ctx context.Context, p *project) []sign {
	if p.problems.Err() != nil {
		return nil // what dandori.yaml says of them does not count
	}
	key, err := a.keySign(p)
	if err != nil {
		return []sign{ill("key", err)}
	}
	signs := []sign{key}
	s, err := a.openStore(ctx, p)
	if err != nil {
		return append(signs, ill("store", err))
	}
	defer s.Close()
	signs = append(signs, p.storeSign(ctx, s))
	for _, name := range p.config.Connections.Names() {
		signs = append(signs, a.connectionSigns(ctx, p, s, name)...)
	}
	return signs
}

// keySign tells where the key is. A project that has neither key nor store gets them.
func (a *app) keySign(p *project) (sign, error) {
	_, made, err := a.keysOf(p)
	where := p.keyFile()
	switch {
	case made:
		return well("key", say.T("a key was made: %s. The runs and the state of this project are encrypted with it, and nobody can read them without it; dandori backup keeps both together", where)), err
	case a.has("DANDORI_KEY"):
		where = "DANDORI_KEY"
	}
	return well("key", say.T("it is in %s; a backup without it opens nothing", where)), err
}

// doctorMark is what the doctor writes to see whether the store takes it.
const doctorMark = "doctor"

// storeSign writes something. A store that could be opened has the tables of this version.
func (p *project) storeSign(ctx context.Context, s *keeping) sign {
	where, err := p.storeAt()
	if err := errors.Join(err, s.SetMark(ctx, doctorMark, []byte("was here"))); err != nil {
		return ill("store", err)
	}
	return well("store", say.T("%[1]s can be written, and its tables are those of dandori %[2]s", where, thisBuild().Version))
}
