package sandbox

import (
	"slices"
	"strings"
	"time"
)

// hook is one Webhook設定 (§8.9).
type hook struct {
	ID      int       `json:"id"`
	URL     string    `json:"url"`
	Events  []string  `json:"events"`
	Secret  string    `json:"secret"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
}

func byHookID(h *hook) int { return h.ID }

func events() []string { return []string{"member_created", "member_updated", "member_deleted"} }

// show is the hook; only reads tell its times (§8.9).
func (h *hook) show(read bool) object {
	o := object{{"id", h.ID}, {"url", h.URL}, {"events", h.Events}, {"secret_token", h.Secret}}
	if read {
		o = append(o, pair{"created_at", moment(h.Created)}, pair{"updated_at", moment(h.Updated)})
	}
	return o
}

// readHooks is Webhook設定 取得.
func (s *Sandbox) readHooks(*request) answer {
	list := []object{}
	for _, h := range s.company.hooks.List {
		list = append(list, h.show(true))
	}
	return ok(object{{"webhook_data", list}})
}

// planHookCreation is Webhook設定 登録.
func planHookCreation(w *work) (any, func()) {
	i := w.item()
	i.only("url", "events", "secret_token")
	h := &hook{ID: w.company.hookIDs + 1, Created: w.now, Updated: w.now, URL: i.must("url"), Secret: i.must("secret_token")}
	h.Events = i.texts("events")
	h.check(i)
	return h.show(false), func() {
		w.company.hookIDs++
		w.company.hooks.Add(h)
	}
}

const noHook = "Webhook設定が存在しません。"

// planHookUpdate is Webhook設定 更新. What is left out stays (D); the id may be sent along (§8.9).
func planHookUpdate(w *work) (any, func()) {
	old := w.company.hooks.ByKey[number(w.id(0))]
	if old == nil {
		w.wrong(lost, "webhook_id", noHook)
		return nil, nil
	}
	h, i := *old, w.item()
	i.only("id", "url", "events", "secret_token")
	if id, given := i.number("id"); given && id != h.ID {
		i.wrong(invalid, "id", "URLのIDと一致しません。")
	}
	if i.has("url") {
		h.URL = i.must("url")
	}
	if i.has("secret_token") {
		h.Secret = i.must("secret_token")
	}
	if i.has("events") {
		h.Events = i.texts("events")
	}
	h.Updated = w.now
	h.check(i)
	return h.show(false), func() { *old = h }
}

// check checks what §8.9 asks of URL and events.
func (h *hook) check(i item) {
	if h.URL != "" && !strings.HasPrefix(h.URL, "https://") {
		i.wrong(invalid, "url", "https://から始まるURLを指定してください。")
	}
	if len(h.Events) == 0 && i.has("events") {
		i.wrong(missing, "events", "1件以上指定してください。")
	}
	for n, event := range h.Events {
		if !slices.Contains(events(), event) {
			i.wrong(invalid, "events", "使用できないイベントです。")
		}
		if slices.Contains(h.Events[:n], event) {
			i.wrong(repeated, "events", "イベントが重複しています。")
		}
	}
}

// planHookDeletion is Webhook設定 削除.
func planHookDeletion(w *work) (any, func()) {
	id := number(w.id(0))
	if !w.company.hooks.Has(id) {
		w.wrong(lost, "webhook_id", noHook)
	}
	return nil, func() { w.company.hooks.Remove(func(h *hook) bool { return h.ID == id }) }
}
