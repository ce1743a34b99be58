package sansan

import (
	"context"

	"dandori/bindings/sansan/api"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

func (f *face) getEmailClient(a *vm.Args) goja.Value {
	a.Max(0)
	return f.r.Ask(f.ask("settings.emailClient.get", map[string]any{}), func(ctx context.Context) (call.Answer, error) {
		e, err := f.Client.EmailClient(ctx)
		if err != nil {
			return call.Answer{}, err
		}
		return vm.JSONAnswer(e) // null when it was never set
	}, f.r.FromJSON)
}

func (f *face) setEmailClient(a *vm.Args) goja.Value {
	a.Max(1)
	o := a.Options(0, "setting")
	var e api.EmailClient
	var ok, encoded bool
	if e.EmailClient, ok = o.Enum("emailClient", api.EmailClients()...); !ok {
		o.Need("emailClient", say.T("the mail program"))
	}
	e.Encoding, encoded = o.Enum("encoding", api.MailEncodings()...)
	o.Done()
	switch {
	case e.EmailClient == api.ClientSoftware && !encoded:
		o.Need("encoding", say.T("it goes with clientSoftware"))
	case e.EmailClient != api.ClientSoftware && encoded:
		f.throw(call.New(call.TypeError, "%s: encoding is only for clientSoftware", a.Name()))
	}
	return f.r.Ask(f.ask("settings.emailClient.set", e), func(ctx context.Context) (call.Answer, error) {
		if f.DryRun {
			return vm.JSONAnswer(e)
		}
		done, err := f.takeTurn(ctx)
		if err != nil {
			return call.Answer{}, err
		}
		defer done()
		set, err := f.Client.SetEmailClient(ctx, e)
		if err != nil {
			return call.Answer{}, err
		}
		return vm.JSONAnswer(set)
	}, f.r.FromJSON)
}
