package bindings

import (
	"context"
	"net/url"
	"time"

	"dandori/bindings/kaonaviv1"
	kaonaviv1api "dandori/bindings/kaonaviv1/api"
	"dandori/bindings/sandboxes"
	"dandori/bindings/sansan"
	sansanapi "dandori/bindings/sansan/api"
	"dandori/runtime/call"
	"dandori/runtime/quota"
	"dandori/runtime/transport"
	"dandori/runtime/vm"
	"dandori/runtime/workflow"
)

// kind is a vendor's API as a connection: how it is opened, and what stands in
// for it in the sandbox.
type kind struct {
	types  string        // its declarations for editors
	typed  string        // the type of a connection in them
	limits []quota.Limit // the vendor's own
	// prepare fills in what of the door is the vendor's: headers, tokens.
	prepare func(s workflow.Settings, c *transport.Config) error
	// export is the connection as scripts see it.
	export func(o opened) (vm.Export, error)
	// touch makes the cheapest request that needs the credentials.
	touch func(ctx context.Context, o opened) error
	// schema is what the company has set up, as declarations; nil: there is nothing to ask for.
	schema func(ctx context.Context, o opened) (string, error)
	// simulate fills in the credentials that the simulator takes.
	simulate func(s *workflow.Settings)
	// perCompany: the vendor counts for the whole company, over all processes.
	perCompany bool
}

// opened is a connection whose door is open.
type opened struct {
	Config
	settings workflow.Settings
	door     *transport.Door
	// files opens a door to the host of a file that the vendor has shown a link to.
	files func(host *url.URL) (*transport.Door, error)
}

// kinds are all kinds of connections.
func kinds() map[workflow.Kind]kind {
	return map[workflow.Kind]kind{
		workflow.Sansan:    sansanKind(),
		workflow.Kaonavi:   kaonaviKind(),
		workflow.KaonaviV1: kaonaviV1Kind(),
	}
}

// sansanKind is the Sansan Open API: 10 calls a second for each API key (呼び出し回数制限).
func sansanKind() kind {
	return kind{
		types: sansan.Types, typed: "Sansan",
		limits: []quota.Limit{{Requests: sansanapi.Requests, Per: sansanapi.Per}},
		prepare: func(s workflow.Settings, c *transport.Config) error {
			c.Header = sansanapi.Header(s.APIKey, s.AppID)
			c.Secrets = []string{s.APIKey, s.AppID}
			return nil
		},
		export: func(o opened) (vm.Export, error) {
			return sansan.Export(sansan.Config{
				Name: o.export(), Connection: o.settings.Name, Client: sansanClient(o), Poller: o.Poller, DryRun: o.DryRun, Plan: o.Plan,
				State: o.State, Where: o.company(),
			}), nil
		},
		touch: func(ctx context.Context, o opened) error { return touchSansan(ctx, sansanClient(o)) },
		simulate: func(s *workflow.Settings) {
			s.APIKey, s.AppID = sandboxes.CredentialsOf(workflow.Sansan).APIKey, ""
		},
	}
}

// kaonaviV1Kind is Kaonavi's v1: 60 requests an hour and 5 tokens in 60 minutes for each company (1.3).
func kaonaviV1Kind() kind {
	return kind{
		types: kaonaviv1.Types, typed: "KaonaviV1",
		limits:     []quota.Limit{{Requests: kaonaviv1api.RequestsPerHour, Per: time.Hour}, {Requests: kaonaviv1api.TokensPerHour, Per: time.Hour, Of: call.TokenClass}},
		perCompany: true,
		prepare: func(s workflow.Settings, c *transport.Config) error {
			credentials := kaonaviv1api.Credentials{Connection: s.Name, BaseURL: s.BaseURL, Version: s.Version, Key: s.Key, Secret: s.KeySecret}
			c.Secrets = []string{s.Key, s.KeySecret}
			c.Token = &transport.TokenConfig{Header: kaonaviv1api.TokenHeader, Fetch: credentials.Fetch}
			c.Blank = kaonaviv1api.Blank
			return nil
		},
		export: func(o opened) (vm.Export, error) {
			client, err := kaonaviV1Client(o)
			if err != nil {
				return vm.Export{}, err
			}
			return kaonaviv1.Export(kaonaviv1.Config{
				Name: o.export(), Connection: o.settings.Name, Client: client, Poller: o.Poller, DryRun: o.DryRun, AskVendor: o.AskVendor, Plan: o.Plan,
				Preimage: o.Preimage,
			}), nil
		},
		touch: func(ctx context.Context, o opened) error {
			client, err := kaonaviV1Client(o)
			if err != nil {
				return err
			}
			return touchKaonaviV1(ctx, client)
		},
		simulate: func(s *workflow.Settings) {
			c := sandboxes.CredentialsOf(workflow.KaonaviV1)
			s.Key, s.KeySecret = c.Key, c.Secret
		},
	}
}

func sansanClient(o opened) *sansanapi.Client {
	return sansanapi.New(sansanapi.Config{
		Door: o.door, BaseURL: o.settings.BaseURL, Version: o.settings.Version, Connection: o.settings.Name, Notice: o.Notice,
	})
}

func kaonaviV1Client(o opened) (*kaonaviv1api.Client, error) {
	return kaonaviv1api.New(kaonaviv1api.Config{
		Door: o.door, Connection: o.settings.Name, BaseURL: o.settings.BaseURL, Version: o.settings.Version,
	})
}

// company tells whose data the connection reaches, as far as its address does:
// what was learnt from the sandbox must not count for a company.
func (o opened) company() string {
	if o.settings.Sandbox {
		return "sandbox"
	}
	return o.settings.BaseURL.String()
}

// export returns the name under which scripts import the connection.
func (o opened) export() string { return workflow.Connection{Name: o.settings.Name}.Export() }
