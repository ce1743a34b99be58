package bindings

import (
	"dandori/bindings/sandboxes"
	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/workflow"
)

// Pins returns what a run must find unchanged of each connection whenever it
// goes on. hash names credentials without telling them. A sandbox must have
// been joined (Connect): before, it may not have a name yet.
func Pins(c Config, hash func([]byte) string) ([]journal.Pin, error) {
	pins := []journal.Pin{}
	for _, name := range c.Use {
		declared, ok := c.Connections.Named(name)
		if !ok {
			return nil, noConnection(name)
		}
		s, err := declared.Settings(c.Lookup)
		if err != nil {
			return nil, err
		}
		p := pin(s, hash)
		if s.Sandbox {
			if p.BaseURL, err = sandboxName(c.Root); err != nil {
				return nil, err
			}
		}
		pins = append(pins, p)
	}
	return pins, nil
}

// sandboxName is that of the project's sandbox: one that was started over is another.
func sandboxName(root string) (string, error) {
	id, err := sandboxes.ID(sandboxes.Folder(root))
	return "sandbox " + id, err
}

func pin(s workflow.Settings, hash func([]byte) string) journal.Pin {
	p := journal.Pin{Name: s.Name, Kind: string(s.Kind), Version: s.Version, Sandbox: s.Sandbox}
	if s.Sandbox {
		return p
	}
	p.BaseURL = s.BaseURL.String()
	p.Credentials = hash([]byte(string(s.Kind) + "\n" + s.APIKey + "\n" + s.AppID + "\n" + s.Key + "\n" + s.KeySecret))
	return p
}

// noConnection says that a run wants a connection that dandori.yaml does not have (any more).
func noConnection(name string) error {
	return call.New(call.Config, "dandori.yaml has no connection %q", name).
		WithHint("a run goes on only with the connections that it began with: put it back, or begin anew with dandori runs rerun")
}
