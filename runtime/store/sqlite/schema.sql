-- Times are milliseconds since 1970. What is sealed is encrypted; see package seal.
CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID; -- "hash key" (sealed), "key id", "next key id", "writer"

CREATE TABLE runs(
  id        TEXT PRIMARY KEY,
  workflow  TEXT NOT NULL,                  -- '' for a bare script
  script    TEXT NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('queued','running','waiting','paused','in_doubt','succeeded','failed','cancelled')),
  due_at    INTEGER,                        -- queued, waiting: wake time; running: end of the lease
  until_at  INTEGER,
  epoch     INTEGER NOT NULL DEFAULT 0,
  owner     TEXT NOT NULL DEFAULT '',
  head      INTEGER NOT NULL DEFAULT 0,     -- where the journal ended when the run was claimed last: to notice crashes without progress
  attempt   INTEGER NOT NULL DEFAULT 1,
  crashes   INTEGER NOT NULL DEFAULT 0,
  stopping  INTEGER NOT NULL DEFAULT 0,
  woken     INTEGER NOT NULL DEFAULT 0,     -- while it was worked on: it must not go to sleep without another look
  created_at INTEGER NOT NULL, started_at INTEGER, finished_at INTEGER,
  worked    INTEGER NOT NULL DEFAULT 0,
  program   TEXT NOT NULL,                  -- blobs that the run needs
  prelude   TEXT NOT NULL,
  sandbox   TEXT NOT NULL DEFAULT '[]',
  sent      TEXT NOT NULL DEFAULT '{}',
  spec      BLOB NOT NULL,                  -- sealed, as is everything below
  reason    BLOB, result BLOB, failure BLOB,
  lane      TEXT NOT NULL DEFAULT '',       -- '' stands alone
  turn      INTEGER NOT NULL DEFAULT 1 CHECK (turn = 1 OR state <> 'running'), -- of the runs of a lane that are not over one has it
  again     INTEGER NOT NULL DEFAULT 0,     -- the next claim is another attempt
  seen_at   INTEGER NOT NULL DEFAULT 0,     -- when the owner claimed the run or renewed its lease last
  lasted    INTEGER NOT NULL DEFAULT 0,     -- how long the owner had worked then
  CHECK (due_at IS NOT NULL OR state NOT IN ('queued','running')),  -- waiting without one: for a person
  CHECK (due_at IS NULL OR state IN ('queued','running','waiting')),
  CHECK ((state = 'running') = (owner <> ''))
) WITHOUT ROWID;
CREATE INDEX runs_due ON runs(due_at, id) WHERE turn = 1 AND state <> 'running' AND due_at IS NOT NULL;
CREATE INDEX runs_lane ON runs(lane, started_at IS NULL, created_at, id) WHERE lane <> '' AND finished_at IS NULL;
CREATE UNIQUE INDEX runs_turn ON runs(lane) WHERE lane <> '' AND turn = 1 AND finished_at IS NULL;
CREATE INDEX runs_owner ON runs(owner) WHERE owner <> '';
CREATE INDEX runs_history ON runs(workflow, created_at DESC, id);
CREATE INDEX runs_newest ON runs(created_at DESC, id);
CREATE INDEX runs_over ON runs(finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE journal(
  run   TEXT NOT NULL,
  seq   INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  kind  TEXT NOT NULL,
  body  BLOB NOT NULL,                      -- sealed
  blob  TEXT,                               -- content kept apart
  PRIMARY KEY(run, seq)
) WITHOUT ROWID;
CREATE INDEX journal_blob ON journal(blob) WHERE blob IS NOT NULL;

CREATE TABLE blobs(
  hash   TEXT PRIMARY KEY,
  size   INTEGER NOT NULL,
  data   BLOB NOT NULL,                     -- compressed, then sealed
  put_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000) -- when it was put last: what nothing names yet stays for a while
);

CREATE TABLE approvals(
  run TEXT NOT NULL, n INTEGER NOT NULL, asked_at INTEGER NOT NULL,
  question BLOB NOT NULL, decision BLOB,    -- sealed
  PRIMARY KEY(run, n)
) WITHOUT ROWID;

CREATE TABLE logs(
  run TEXT NOT NULL, line INTEGER NOT NULL, script INTEGER NOT NULL,
  body BLOB NOT NULL,                       -- sealed
  PRIMARY KEY(run, line)
) WITHOUT ROWID;

CREATE TABLE state(
  workflow TEXT NOT NULL, key TEXT NOT NULL,
  value BLOB NOT NULL,                      -- sealed
  run TEXT NOT NULL, n INTEGER NOT NULL,    -- who wrote it last: of one run the later call wins
  PRIMARY KEY(workflow, key)
) WITHOUT ROWID;

-- Times of slots and waits are nanoseconds of the machine's boot clock.
CREATE TABLE slots(
  bucket TEXT NOT NULL, id INTEGER NOT NULL,
  changed INTEGER NOT NULL,                 -- raised with each change of a slot of the bucket: others read what is new
  class TEXT NOT NULL, run TEXT NOT NULL, worker TEXT NOT NULL,
  sent INTEGER NOT NULL, answered INTEGER NOT NULL, deadline INTEGER NOT NULL,
  broken INTEGER NOT NULL, unsent INTEGER NOT NULL,
  PRIMARY KEY(bucket, id)
) WITHOUT ROWID;
CREATE INDEX slots_changed ON slots(bucket, changed);
CREATE TABLE buckets(bucket TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID; -- brake, who waits: see package quota
CREATE TABLE tokens(account TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;  -- sealed

CREATE TABLE habits(name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;     -- how long vendors' jobs take

CREATE TABLE causes(
  key      TEXT PRIMARY KEY,                -- keyed hash of workflow, kind and key: names of files tell something about people
  workflow TEXT NOT NULL,
  kind     TEXT NOT NULL CHECK (kind IN ('schedule','file')),
  at       INTEGER NOT NULL,
  run      TEXT NOT NULL DEFAULT '',        -- '' for none
  place    TEXT NOT NULL CHECK (place IN ('','open','stays','gone')), -- of its file: not decided, or what was; '' for no file
  body     BLOB NOT NULL                    -- sealed
) WITHOUT ROWID;
CREATE INDEX causes_newest ON causes(at DESC, key);
CREATE INDEX causes_history ON causes(workflow, at DESC, key);
CREATE INDEX causes_run ON causes(run) WHERE run <> '';
CREATE INDEX causes_open ON causes(at DESC, key) WHERE place = 'open';
CREATE TABLE marks(name TEXT PRIMARY KEY, set_at INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID; -- sealed

CREATE TABLE notices(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, due_at INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, body BLOB NOT NULL); -- sealed
CREATE INDEX notices_due ON notices(due_at);

CREATE TABLE entries(workflow TEXT PRIMARY KEY, gone_at INTEGER, body BLOB NOT NULL) WITHOUT ROWID; -- sealed
CREATE TABLE holds(workflow TEXT NOT NULL, blob TEXT NOT NULL, PRIMARY KEY(workflow, blob)) WITHOUT ROWID; -- contents that entries name
CREATE INDEX holds_blob ON holds(blob);
