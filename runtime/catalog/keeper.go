package catalog

import (
	"context"
	"sync"
	"sync/atomic"

	"dandori/runtime/say"
)

// keeper sees to it that what was found out about the files survives a power
// cut, in the background: a busy disk may take half a second for that, and
// neither a save nor a run waits for it. What would be lost stands in the files,
// but for the last good version of one that is broken by then.
type keeper struct {
	flush func()

	due  atomic.Bool // somebody has asked since the last began
	one  sync.Mutex  // at a time
	work sync.WaitGroup
}

// ask has what was entered until now kept. Those who ask while the disk is busy share the next time.
func (k *keeper) ask() {
	if k.due.Swap(true) {
		return
	}
	k.work.Go(func() {
		k.one.Lock()
		defer k.one.Unlock()
		k.due.Store(false)
		k.flush()
	})
}

// wait waits until all is kept that was asked for.
func (k *keeper) wait() { k.work.Wait() }

func (c *Catalog) sync() {
	if err := c.Shelf.Sync(context.WithoutCancel(c.ctx)); err != nil {
		c.Log("error", "", say.T("how the workflows stand could not be written to the disk: %w", err))
	}
}
