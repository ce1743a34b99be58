package bindings

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"

	"dandori/runtime/engine"
)

// TestBackupOfWhatMayBeRead: what is not ticked in 操作対象の管理 is left out,
// and it is written down; all the rest is there.
func TestBackupOfWhatMayBeRead(t *testing.T) {
	root := project(t)
	w, program := example(t, root, "backup-kaonavi")
	synctest.Test(t, func(t *testing.T) {
		n := newNeighbours(t, root, w, program)
		n.ours(tree, members)
		n.kaonavi.Untick("webhook:read", "sheets/78:read", "members:read")
		got := n.run(false)
		if got.State != engine.Succeeded {
			t.Fatalf("%+v", got.Failure)
		}
		var said struct {
			Folder  string
			Skipped []string
		}
		if err := json.Unmarshal(got.Value, &said); err != nil {
			t.Fatal(err)
		}
		want := []string{"メンバー情報", "シート 緊急連絡先", "Webhook", "顔写真", "シート 緊急連絡先 の 確認書類"}
		if !slices.Equal(said.Skipped, want) {
			t.Errorf("skipped %q", said.Skipped)
		}
		for name, there := range map[string]bool{"members.csv": false, "webhooks.csv": false, "sheets/緊急連絡先.csv": false, "sheets/資格.csv": true, "departments.csv": true, "manifest.json": true} {
			if _, err := os.Stat(filepath.Join(root, said.Folder, name)); (err == nil) != there {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := n.kaonavi.Counts().Writes; got != 0 {
			t.Errorf("%d writes", got)
		}
	})
}
