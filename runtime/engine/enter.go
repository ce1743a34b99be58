package engine

import (
	"dandori/runtime/journal"
)

// appendRead enters what the script reads at once, unless it is not listened to any more.
func (h *host) appendRead(e journal.Entry) error {
	h.mu.Lock()
	halted := h.halted
	h.mu.Unlock()
	if halted {
		return nil
	}
	return h.append(e)
}

// append enters e; an error ends the run.
func (h *host) append(e journal.Entry) error {
	if h.log == nil {
		return nil
	}
	err := h.log.Append(e)
	if err != nil {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.breakOff(err)
	}
	return err
}

// breakOff ends the run because its journal cannot be written or read. Callers hold mu.
func (h *host) breakOff(err error) {
	if h.broken == nil {
		h.broken = err
	}
	h.halted = true
	h.stop(err)
}

// halt ends the run because of what the script does.
func (h *host) halt(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.halted = true
	h.stop(err)
}
