package bindings

import (
	"context"
	"strings"
	"time"

	"dandori/runtime/quota"
	"dandori/runtime/transport"
	"dandori/runtime/workflow"
)

// lingers is how long a simulator may count a request after its sender's
// death: it counts when it reads it.
const lingers = time.Second

// limit gives a door its ledger, and the place where its token is kept.
func limit(c Config, k kind, s workflow.Settings, t *transport.Config) {
	q := limits(c, k, s)
	if c.Ledger == nil {
		t.Ledger = quota.NewLimits(q)
		if t.Token != nil {
			t.Token.Vault = quota.NewTokens()
		}
		return
	}
	h := holder(k, s)
	t.Ledger = c.Ledger.Ledger(h, q)
	if t.Token != nil {
		t.Token.Vault = c.Ledger.Vault(h, credentials(s))
	}
}

// limits are those of a connection: the vendor's, or what dandori.yaml says.
func limits(c Config, k kind, s workflow.Settings) quota.Config {
	q := quota.Config{Limits: k.limits, Share: s.Share, Pace: quota.Pace(s.Pace), Claimant: c.Claimant}
	if len(s.Limits) > 0 {
		q.Limits = nil
		for _, l := range s.Limits {
			q.Limits = append(q.Limits, quota.Limit{Requests: int(l.Requests), Per: time.Duration(l.Per), Of: l.Of})
		}
	}
	if s.Sandbox {
		q.Linger = lingers
	}
	return q
}

// holder is whom the vendor's limits bind: Sansan's the API key (呼び出し回数制限),
// Kaonavi's the company (v1: 1.3), which is taken to have one key unless dandori.yaml names it.
func holder(k kind, s workflow.Settings) quota.Holder {
	if s.Sandbox { // each connection has a company of its own there
		return quota.Holder{Vendor: string(s.Kind), Name: s.Name, Sandbox: true}
	}
	h := quota.Holder{Vendor: string(s.Kind), Host: s.BaseURL.Host}
	switch {
	case !k.perCompany:
		h.Name = s.APIKey
	case s.Company != "":
		h.Name = "company " + s.Company
	default:
		h.Name = s.Key
	}
	return h
}

// credentials is what a token is bound to.
func credentials(s workflow.Settings) string {
	path := ""
	if !s.Sandbox {
		path = s.BaseURL.Path
	}
	return strings.Join([]string{path, s.Key, s.KeySecret}, "\n")
}

// LimitUse is how much of one limit of a connection is in use.
type LimitUse struct {
	Connection string
	quota.Use
}

// Uses reports on the limits of the connections c.Use, as the processes that
// share c.Ledger have used them. It sends nothing, and opens no sandbox.
func Uses(ctx context.Context, c Config) ([]LimitUse, error) {
	var out []LimitUse
	for _, name := range c.Use {
		k, s, err := settings(c, name)
		if err != nil {
			return nil, err
		}
		uses, err := c.Ledger.Ledger(holder(k, s), limits(c, k, s)).Uses(ctx)
		if err != nil {
			return nil, err
		}
		for _, u := range uses {
			out = append(out, LimitUse{Connection: name, Use: u})
		}
	}
	return out, nil
}

// Forecast returns when the last of so many more requests to a connection,
// named by their classes of limit, could be sent, with its limits as they stand.
func Forecast(ctx context.Context, c Config, name string, classes []string) (time.Time, error) {
	k, s, err := settings(c, name)
	if err != nil {
		return time.Time{}, err
	}
	return c.Ledger.Ledger(holder(k, s), limits(c, k, s)).Forecast(ctx, classes)
}
