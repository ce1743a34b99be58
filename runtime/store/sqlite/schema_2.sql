-- From version 1: lanes, what starts runs, messages to people, versions of workflows.
ALTER TABLE runs ADD COLUMN lane TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN turn INTEGER NOT NULL DEFAULT 1 CHECK (turn = 1 OR state <> 'running');
ALTER TABLE runs ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN lasted INTEGER NOT NULL DEFAULT 0;
DROP INDEX runs_due;
CREATE INDEX runs_due ON runs(due_at, id) WHERE turn = 1 AND state <> 'running' AND due_at IS NOT NULL;
CREATE INDEX runs_lane ON runs(lane, started_at IS NULL, created_at, id) WHERE lane <> '' AND finished_at IS NULL;
CREATE UNIQUE INDEX runs_turn ON runs(lane) WHERE lane <> '' AND turn = 1 AND finished_at IS NULL;

CREATE TABLE causes(
  key      TEXT PRIMARY KEY,
  workflow TEXT NOT NULL,
  kind     TEXT NOT NULL CHECK (kind IN ('schedule','file')),
  at       INTEGER NOT NULL,
  run      TEXT NOT NULL DEFAULT '',
  place    TEXT NOT NULL CHECK (place IN ('','open','stays','gone')),
  body     BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX causes_newest ON causes(at DESC, key);
CREATE INDEX causes_history ON causes(workflow, at DESC, key);
CREATE INDEX causes_run ON causes(run) WHERE run <> '';
CREATE INDEX causes_open ON causes(at DESC, key) WHERE place = 'open';
CREATE TABLE marks(name TEXT PRIMARY KEY, set_at INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE notices(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, due_at INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, body BLOB NOT NULL);
CREATE INDEX notices_due ON notices(due_at);

CREATE TABLE entries(workflow TEXT PRIMARY KEY, gone_at INTEGER, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE holds(workflow TEXT NOT NULL, blob TEXT NOT NULL, PRIMARY KEY(workflow, blob)) WITHOUT ROWID;
CREATE INDEX holds_blob ON holds(blob);
