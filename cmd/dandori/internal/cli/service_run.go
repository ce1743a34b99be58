package cli

import (
	"os"
	"path/filepath"
	"runtime"

	"github.com/kardianos/service"

	"dandori/runtime/say"
)

// underManager does work, which is dandori serve of p, and when Windows' service
// manager has started this process, lets that one stop it: to work its order is a
// Ctrl-C (Signals). systemd and launchd send signals by themselves.
func (a *app) underManager(p *project, work func() error) error {
	if runtime.GOOS != "windows" || service.Interactive() {
		return work()
	}
	log, err := openServiceLog(p)
	if err != nil {
		return err
	}
	defer log.Close()
	a.Stderr = log // there is no other
	m := newManaged(work, func(err error) {
		a.printError(err)
		_, code := outcome{err: err}.ending()
		a.Exit(int(code)) // the manager starts what dies again, as it was told at the installation
	})
	a.Signals = m.signals
	s, err := service.New(m, &service.Config{Name: unitName(p.root)})
	if err != nil {
		return err
	}
	return s.Run()
}

// managed is work that a service manager starts and stops (service.Interface).
type managed struct {
	work func() error
	died func(error)    // called when work has ended with an error that nobody asked for
	stop chan os.Signal // as if it had been typed
	done chan struct{}  // closed when work has ended
	err  error          // of work, from then on
	told chan struct{}  // closed when it is to stop
}

func newManaged(work func() error, died func(error)) *managed {
	return &managed{work: work, died: died, stop: make(chan os.Signal, 2), done: make(chan struct{}), told: make(chan struct{})}
}

// Start begins work and returns at once, as the manager wants it.
func (m *managed) Start(service.Service) error {
	go func() {
		m.err = m.work()
		close(m.done)
		select {
		case <-m.told:
		default:
			if m.err == nil {
				m.err = say.Errorf("dandori serve has ended by itself")
			}
			m.died(m.err)
		}
	}()
	return nil
}

// Stop tells work to end, and waits until it has: it gives back its runs.
func (m *managed) Stop(service.Service) error {
	close(m.told)
	m.stop <- os.Interrupt
	<-m.done
	return m.err
}

// signals is Env.Signals for work.
func (m *managed) signals() (<-chan os.Signal, func()) { return m.stop, func() {} }

// mostLog is how long the file grows before the next start begins another.
const mostLog = 10 << 20

func openServiceLog(p *project) (*os.File, error) {
	path := filepath.Join(logFolder(p), "serve.log")
	if err := os.MkdirAll(logFolder(p), 0o700); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.Size() > mostLog {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, err
		}
	}
	return os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}
