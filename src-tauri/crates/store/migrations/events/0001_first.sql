-- The state of the log of one connection: one row.
CREATE TABLE log (
  one              INTEGER PRIMARY KEY CHECK (one = 1),
  -- grows with every committed batch
  seq              INTEGER NOT NULL,
  rows             INTEGER NOT NULL,
  oldest_ms        INTEGER,
  newest_ms        INTEGER,
  cursor           TEXT,
  cursor_ms        INTEGER,
  progress         TEXT NOT NULL,
  read_to_ms       INTEGER,
  lag_allowance_ms INTEGER NOT NULL
) STRICT;
INSERT INTO log (one, seq, rows, progress, lag_allowance_ms) VALUES (1, 0, 0, 'null', 0);

-- The coverage ledger: half-open, disjoint, never touching.
CREATE TABLE covered (
  from_ms INTEGER PRIMARY KEY,
  to_ms   INTEGER NOT NULL CHECK (to_ms > from_ms),
  source  TEXT NOT NULL
) STRICT;
CREATE TABLE hole (
  from_ms INTEGER PRIMARY KEY,
  to_ms   INTEGER NOT NULL CHECK (to_ms > from_ms),
  reason  TEXT NOT NULL
) STRICT;

-- Where a log row lies: domain::ids::LogId::key of its id, the block of its day and its place there.
CREATE TABLE event (
  key   BLOB PRIMARY KEY,
  block INTEGER NOT NULL,
  slot  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Up to 256 rows of one UTC day, in the order in which they came.
CREATE TABLE block (
  number  INTEGER PRIMARY KEY,
  day     INTEGER NOT NULL,
  rows    INTEGER NOT NULL,
  min_key BLOB NOT NULL,
  max_key BLOB NOT NULL,
  -- per row, as varints: date within the day, code, kind + 1, actor + 1
  columns BLOB NOT NULL
) STRICT;
CREATE INDEX block_day ON block (day, number);

-- The rows of a block as JSON, each after its length, compressed with zstd. Gone when raw rows are no longer kept.
CREATE TABLE raw (
  block INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE code (
  number INTEGER PRIMARY KEY,
  text   TEXT NOT NULL UNIQUE
) STRICT;

-- Every id that a row named as actor or target.
CREATE TABLE actor (
  number       INTEGER PRIMARY KEY,
  client_id    TEXT NOT NULL UNIQUE,
  -- seq of the batch that changed it last
  seq          INTEGER NOT NULL,
  first_use_ms INTEGER,
  created_ms   INTEGER,
  created_self INTEGER NOT NULL,
  deleted_ms   INTEGER,
  name         TEXT,
  name_ms      INTEGER,
  -- newest row of each kind, as varints
  last_by_kind BLOB NOT NULL,
  -- its activity, as varints: day gap and kind, count
  days         BLOB NOT NULL
) STRICT;

-- Per UTC day: rows, rows of each kind, registrations.
CREATE TABLE day (
  day                   INTEGER PRIMARY KEY,
  rows                  INTEGER NOT NULL,
  client_credentials    INTEGER NOT NULL,
  sign_in               INTEGER NOT NULL,
  refresh               INTEGER NOT NULL,
  silent_authentication INTEGER NOT NULL,
  token_exchange        INTEGER NOT NULL,
  management_call       INTEGER NOT NULL,
  failure               INTEGER NOT NULL,
  traffic               INTEGER NOT NULL,
  self_registered       INTEGER NOT NULL,
  by_admin              INTEGER NOT NULL
) STRICT;

-- Failures by id, of the last eight days of the log only: for "fails most".
CREATE TABLE failing (
  day   INTEGER NOT NULL,
  actor INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (day, actor)
) STRICT, WITHOUT ROWID;

-- Administrative rows that name a client.
CREATE TABLE admin (
  target  INTEGER NOT NULL,
  date_ms INTEGER NOT NULL,
  key     BLOB NOT NULL,
  action  INTEGER NOT NULL,
  caller  INTEGER,
  user    TEXT,
  PRIMARY KEY (target, date_ms, key)
) STRICT, WITHOUT ROWID;

-- Creation rows, with the address that they came from when it is kept.
CREATE TABLE registration (
  date_ms INTEGER NOT NULL,
  key     BLOB NOT NULL,
  is_self INTEGER NOT NULL,
  address TEXT,
  PRIMARY KEY (date_ms, key)
) STRICT, WITHOUT ROWID;
