package cli

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"

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
	defer func() { _ = log.Close() }()
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

// mostLog is how long the service's log grows before another begins; the one before is kept.
const mostLog = 10 << 20

// serviceLog is the log of a service whose manager keeps none: serve.log, and
// serve.log.1 for what was before.
type serviceLog struct {
	path string

	mu   sync.Mutex
	file *os.File
	size int64
}

func openServiceLog(p *project) (*serviceLog, error) {
	if err := os.MkdirAll(logFolder(p), 0o700); err != nil {
		return nil, err
	}
	l := &serviceLog{path: filepath.Join(logFolder(p), "serve.log")}
	file, err := l.open()
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	l.file, l.size = file, info.Size()
	return l, nil
}

func (l *serviceLog) open() (*os.File, error) {
	return os.OpenFile(l.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

// Write appends to the log, or begins another when it has grown long.
func (l *serviceLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.size > mostLog {
		l.turnOver()
	}
	l.size += int64(len(p))
	return l.file.Write(p)
}

// turnOver begins another log. Where that cannot be, because somebody looks at
// the old one, it is tried again when as much has been written.
func (l *serviceLog) turnOver() {
	l.size = 0
	_ = l.file.Close() // Windows renames no open file
	_ = os.Rename(l.path, l.path+".1")
	if file, err := l.open(); err == nil {
		l.file = file
	}
}

// Close ends the log.
func (l *serviceLog) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.file.Close()
}
