CREATE TABLE connection (
  number        INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL UNIQUE,
  domain        TEXT NOT NULL,
  base_url      TEXT NOT NULL,
  audience      TEXT NOT NULL,
  environment   TEXT NOT NULL,
  permission    TEXT NOT NULL,
  sign_in       TEXT NOT NULL,
  ca_file       TEXT,
  paused        INTEGER NOT NULL,
  created_ms    INTEGER NOT NULL,
  -- how much of the events file is projected into the facts below
  projected_seq INTEGER NOT NULL DEFAULT 0,
  -- how its syncs ended
  sync_success_ms INTEGER,
  sync_problem    TEXT,
  sync_problem_ms INTEGER
) STRICT;

CREATE TABLE setting (
  key  TEXT PRIMARY KEY,
  json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE egress (
  host     TEXT PRIMARY KEY,
  requests INTEGER NOT NULL,
  last_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Complete lists only: these alone say what was not there.
CREATE TABLE listing (
  connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
  kind       TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  ended_ms   INTEGER NOT NULL,
  PRIMARY KEY (connection, kind, started_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE unread (
  connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
  what       TEXT NOT NULL,
  reason     TEXT NOT NULL,
  at_ms      INTEGER NOT NULL,
  PRIMARY KEY (connection, what)
) STRICT, WITHOUT ROWID;

-- Canonical bytes by their SHA-256, compressed with zstd. Connections may share content.
CREATE TABLE content (
  number INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,
  bytes  BLOB NOT NULL
) STRICT;

-- Whatever was read: a client, a grant, an API, the settings, …
CREATE TABLE thing (
  number       INTEGER PRIMARY KEY,
  connection   INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
  kind         TEXT NOT NULL,
  key          TEXT NOT NULL,
  -- the client that a grant names
  about        TEXT,
  -- the latest version
  content      INTEGER NOT NULL REFERENCES content,
  since_ms     INTEGER NOT NULL,
  last_read_ms INTEGER NOT NULL,
  -- start of the complete list that proved it gone
  gone_ms      INTEGER,
  UNIQUE (connection, kind, key)
) STRICT;
CREATE INDEX thing_about ON thing (connection, about) WHERE kind = 'client_grant';
CREATE INDEX thing_content ON thing (content);

-- Earlier versions.
CREATE TABLE version (
  thing         INTEGER NOT NULL REFERENCES thing ON DELETE CASCADE,
  first_read_ms INTEGER NOT NULL,
  last_read_ms  INTEGER NOT NULL,
  content       INTEGER NOT NULL REFERENCES content,
  PRIMARY KEY (thing, first_read_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX version_content ON version (content);

-- Every client ever known, by reading or by log; what is wide, and what its facts are made from.
CREATE TABLE client (
  number          INTEGER PRIMARY KEY,
  connection      INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
  client_id       TEXT NOT NULL,
  incarnation     INTEGER NOT NULL DEFAULT 1,
  -- nothing before this moment is about the present incarnation
  since_ms        INTEGER,
  gone_ms         INTEGER,
  -- readings of the present incarnation
  first_read_ms   INTEGER,
  last_read_ms    INTEGER,
  -- starts of complete listings that did not hold it: the latest before it was first seen, the latest since
  absent_ms       INTEGER,
  missing_ms      INTEGER,
  -- what the log says, as projected
  log_created_ms  INTEGER,
  log_created_self INTEGER NOT NULL DEFAULT 0,
  log_deleted_ms  INTEGER,
  log_name        TEXT,
  -- what the latest reading says
  name            TEXT,
  app_type        TEXT,
  grant_types     TEXT,
  hosts           TEXT,
  redirect_count  INTEGER,
  party           INTEGER NOT NULL DEFAULT 3,
  origin          INTEGER NOT NULL DEFAULT 3,
  credential      INTEGER NOT NULL DEFAULT 5,
  is_global       INTEGER NOT NULL DEFAULT 0,
  -- L: the highest that was ever read, and what is assumed while it cannot be read
  lifetime_seen_ms INTEGER,
  lifetime_assumed_ms INTEGER DEFAULT 2592000000,
  owner           TEXT,
  note            TEXT,
  UNIQUE (connection, client_id)
) STRICT;

CREATE INDEX client_owner ON client (owner) WHERE owner IS NOT NULL;

-- When the log says that a client was used: narrow, since every batch of log rows changes it.
CREATE TABLE used (
  client       INTEGER PRIMARY KEY REFERENCES client ON DELETE CASCADE,
  first_use_ms INTEGER,
  last_by_kind BLOB NOT NULL
) STRICT;

-- The facts of every client that is not gone: narrow, since every sort and every count reads all of them. What verdicts
-- need comes first, since a column is found by reading past those before it.
CREATE TABLE fact (
  connection        INTEGER NOT NULL,
  client            INTEGER NOT NULL REFERENCES client ON DELETE CASCADE,
  last_use_ms       INTEGER,
  created_ms        INTEGER,
  absent_ms         INTEGER,
  seen_ms           INTEGER,
  token_lifetime_ms INTEGER NOT NULL,
  -- 1: third-party, 2: self-registered, 4: has an owner, 8: known from the log alone
  flags             INTEGER NOT NULL GENERATED ALWAYS AS
                      ((party IN (1, 2)) + 2 * (origin = 1) + 4 * has_owner + 8 * (NOT listed)) STORED,
  last_failure_ms   INTEGER,
  party             INTEGER NOT NULL,
  origin            INTEGER NOT NULL,
  credential        INTEGER NOT NULL,
  redirect_count    INTEGER,
  has_owner         INTEGER NOT NULL,
  listed            INTEGER NOT NULL,
  is_global         INTEGER NOT NULL,
  last_use_kind     INTEGER,
  PRIMARY KEY (connection, client)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_global ON fact (connection, client) WHERE is_global;

-- What search and sorting by text read: folded to lower case.
CREATE TABLE label (
  client INTEGER PRIMARY KEY REFERENCES client ON DELETE CASCADE,
  name   TEXT NOT NULL,
  id     TEXT NOT NULL,
  hosts  TEXT NOT NULL
) STRICT;

-- Grows whenever a label changed.
CREATE TABLE label_generation (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL
) STRICT;
INSERT INTO label_generation VALUES (1, 0);
CREATE TRIGGER label_added AFTER INSERT ON label BEGIN
  UPDATE label_generation SET number = number + 1;
END;
CREATE TRIGGER label_removed AFTER DELETE ON label BEGIN
  UPDATE label_generation SET number = number + 1;
END;
CREATE TRIGGER label_changed AFTER UPDATE ON label BEGIN
  UPDATE label_generation SET number = number + 1;
END;

-- Every change of an owner or a note, undone or not.
CREATE TABLE annotation (
  number    INTEGER PRIMARY KEY,
  undo      INTEGER NOT NULL,
  client    INTEGER NOT NULL REFERENCES client ON DELETE CASCADE,
  field     INTEGER NOT NULL,
  before    TEXT,
  after     TEXT,
  by        TEXT NOT NULL,
  at_ms     INTEGER NOT NULL,
  undone    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX annotation_client ON annotation (client, field, number);
CREATE INDEX annotation_undo ON annotation (undo);
