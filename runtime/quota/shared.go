package quota

import (
	"cmp"
	"context"
	"strings"
	"sync"
	"time"
)

// Shared is one process's hold on the limits and tokens that all processes of
// this machine share. It is safe for concurrent use; a process needs only one.
type Shared struct {
	shelf Shelf
	boot  func() time.Duration

	mu      sync.Mutex
	mirrors map[string]*mirror
	vaults  map[string]*Vault
}

// NewShared returns the hold on what is kept on shelf. boot is the machine's
// boot clock: clock.Boot, but in tests.
func NewShared(shelf Shelf, boot func() time.Duration) *Shared {
	return &Shared{shelf: shelf, boot: boot, mirrors: map[string]*mirror{}, vaults: map[string]*Vault{}}
}

// Holder is whom a vendor's limits bind.
type Holder struct {
	Vendor  string // the connection's kind
	Host    string // of the vendor; it does not matter in a sandbox
	Name    string // the company, or the key when the limits are those of a key
	Sandbox bool   // the project's simulator of this vendor
}

func (s *Shared) name(h Holder, more string) string {
	prefix, host := "", h.Host
	if h.Sandbox {
		prefix, host = SandboxPrefix, ""
	}
	return prefix + s.shelf.Hash([]byte(strings.Join([]string{h.Vendor, host, h.Name, more}, "\n")))
}

// Ledger returns the ledger of the limits that bind h. The limits are c's:
// what they have left is shared by all ledgers of h, in every process.
func (s *Shared) Ledger(h Holder, c Config) *Ledger {
	c.Hold, c.Linger = cmp.Or(c.Hold, defaultHold), cmp.Or(c.Linger, defaultLinger)
	l := &Ledger{mirror: s.mirror(s.name(h, "limits")), config: c, limits: c.shared()}
	return l
}

func (s *Shared) mirror(bucket string) *mirror {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mirrors[bucket] == nil {
		s.mirrors[bucket] = &mirror{shared: s, bucket: bucket, here: map[int64]chan struct{}{}}
	}
	return s.mirrors[bucket]
}

// Vault returns where the access token of these credentials is kept.
func (s *Shared) Vault(h Holder, credentials string) *Vault {
	account := s.name(h, "token\n"+credentials)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.vaults[account] == nil {
		s.vaults[account] = &Vault{shared: s, account: account}
	}
	return s.vaults[account]
}

// ForgetSandbox forgets what the project's simulators have counted, and their tokens.
func (s *Shared) ForgetSandbox(ctx context.Context) error {
	err := s.shelf.Forget(ctx, SandboxPrefix)
	s.mu.Lock()
	defer s.mu.Unlock()
	for account, v := range s.vaults {
		if strings.HasPrefix(account, SandboxPrefix) {
			v.drop()
		}
	}
	return err
}
