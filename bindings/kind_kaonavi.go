package bindings

import (
	"context"
	"net/url"
	"time"

	"dandori/bindings/kaonavi"
	kaonaviapi "dandori/bindings/kaonavi/api"
	"dandori/bindings/sandboxes"
	"dandori/runtime/quota"
	"dandori/runtime/transport"
	"dandori/runtime/vm"
	"dandori/runtime/workflow"
)

// kaonaviKind is Kaonavi's v2.0: 3,000 requests an hour and 5 updates a minute for each company (3).
func kaonaviKind() kind {
	return kind{
		types: kaonavi.Types, typed: "Kaonavi",
		limits: []quota.Limit{
			{Requests: kaonaviapi.RequestsPerHour, Per: time.Hour},
			{Requests: kaonaviapi.UpdatesPerMinute, Per: time.Minute, Of: kaonaviapi.UpdatesClass},
		},
		perCompany: true,
		prepare: func(s workflow.Settings, c *transport.Config) error {
			credentials := kaonaviapi.Credentials{Connection: s.Name, BaseURL: s.BaseURL, Version: s.Version, Key: s.Key, Secret: s.KeySecret}
			c.Secrets = []string{s.Key, s.KeySecret}
			c.Token = &transport.TokenConfig{Header: kaonaviapi.TokenHeader, Fetch: credentials.Fetch}
			c.Blank = kaonaviapi.Blank
			return nil
		},
		export: func(o opened) (vm.Export, error) {
			return kaonavi.Export(kaonavi.Config{
				Name: o.export(), Connection: o.settings.Name, Client: kaonaviClient(o), Poller: o.Poller, DryRun: o.DryRun, AskVendor: o.AskVendor,
				Plan: o.Plan, Preimage: o.Preimage, Notice: o.Notice, Warn: o.Warn,
			}), nil
		},
		touch: func(ctx context.Context, o opened) error { return touchKaonavi(ctx, kaonaviClient(o)) },
		schema: func(ctx context.Context, o opened) (string, error) {
			s, err := kaonavi.ReadSchema(ctx, kaonaviClient(o))
			return s.Declarations(o.export()), err
		},
		simulate: func(s *workflow.Settings) {
			c := sandboxes.CredentialsOf(workflow.Kaonavi)
			s.Key, s.KeySecret = c.Key, c.Secret
		},
	}
}

func kaonaviClient(o opened) *kaonaviapi.Client {
	return kaonaviapi.New(kaonaviapi.Config{
		Connection: o.settings.Name, BaseURL: o.settings.BaseURL, Version: o.settings.Version, Door: o.door,
		Links: func(host *url.URL) (kaonaviapi.Door, error) { return o.files(host) },
	})
}
