package sansan

import (
	"context"

	"dandori/bindings/sansan/api"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

const settingName = "settings.emailClient.set"

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
	place := f.turns.Of("settings")
	return f.r.AskBegin(vm.Begin{
		Call:  f.ask(settingName, e),
		Queue: place.Queue,
		Work: func(ctx context.Context) (call.Answer, error) {
			if err := place.Await(ctx); err != nil {
				return call.Answer{}, err
			}
			set, err := f.setting(ctx, e)
			if !inDoubt(err) {
				place.End()
			}
			if err != nil {
				return call.Answer{}, err
			}
			return vm.JSONAnswer(set)
		},
		Probe: func(ctx context.Context, _ call.Doubtful) (call.Verdict, error) {
			now, happened, err := f.Client.EmailClientIs(ctx, e)
			if err != nil || !happened {
				return call.Verdict{}, err
			}
			place.End()
			answer, err := vm.JSONAnswer(now)
			return call.Verdict{Happened: true, Answer: answer}, err
		},
	}, f.r.FromJSON)
}

// setting makes the setting; a dry run only says what it would be.
func (f *face) setting(ctx context.Context, e api.EmailClient) (*api.EmailClient, error) {
	ctx, sent := call.Begin(ctx, f.request(settingName))
	if sent == nil || sent.Answer == nil && sent.Doubt == nil {
		if err := f.announceSetting(ctx, e); err != nil {
			return nil, err
		}
	}
	if f.DryRun {
		f.set = &e
		return &e, nil
	}
	return f.Client.SetEmailClient(ctx, e)
}

// announceSetting says what the setting is about to become.
func (f *face) announceSetting(ctx context.Context, e api.EmailClient) error {
	if f.Plan == nil {
		return nil
	}
	was, err := f.set, error(nil)
	if was == nil {
		was, err = f.Client.EmailClient(ctx)
	}
	if err != nil {
		return err
	}
	w, err := f.Client.Change(was, e)
	if err != nil {
		return err
	}
	return f.Plan.Announce(ctx, w)
}
