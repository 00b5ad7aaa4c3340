-- Clients whose changes have to be derived anew. The generation grows with every reason, so that one that comes while they
-- are derived is not lost.
CREATE TABLE stale (
  connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
  client_id  TEXT NOT NULL,
  generation INTEGER NOT NULL,
  PRIMARY KEY (connection, client_id)
) STRICT, WITHOUT ROWID;
-- what was read before there were changes
INSERT INTO stale SELECT connection, key, 1 FROM thing WHERE kind = 'client';

-- Looks at one thing alone; those of complete lists stand in `listing`.
CREATE TABLE look (
  thing INTEGER NOT NULL REFERENCES thing ON DELETE CASCADE,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (thing, at_ms)
) STRICT, WITHOUT ROWID;

-- The log's gaps as the changes were last derived from them.
ALTER TABLE connection ADD COLUMN derived_gaps TEXT;

CREATE TABLE change (
  number           INTEGER PRIMARY KEY,
  connection       INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
  client           INTEGER NOT NULL REFERENCES client ON DELETE CASCADE,
  -- domain::member::Member::code, and which grant
  member           TEXT NOT NULL,
  audience         TEXT,
  subject_type     TEXT,
  holds_uris       INTEGER NOT NULL,
  -- lists of exact texts as JSON; NULL: it did not exist
  before           TEXT,
  after            TEXT,
  -- not before, not later; equal when the moment is known
  from_ms          INTEGER NOT NULL,
  until_ms         INTEGER NOT NULL CHECK (until_ms >= from_ms),
  is_moment        INTEGER NOT NULL,
  attribution      TEXT NOT NULL,
  written_again_by TEXT,
  -- when it was first known here
  found_ms         INTEGER NOT NULL,
  -- the review that stands
  review           INTEGER REFERENCES review ON DELETE SET NULL,
  -- when evidence came that tells another story; kept with its reviews, shown no more
  replaced_ms      INTEGER
) STRICT;
CREATE INDEX change_time ON change (until_ms, number) WHERE replaced_ms IS NULL;
CREATE INDEX change_open ON change (connection, until_ms) WHERE replaced_ms IS NULL AND review IS NULL;
CREATE INDEX change_client ON change (client, until_ms);
CREATE INDEX change_connection ON change (connection);

-- Who may have made a change: none when it is not in the log.
CREATE TABLE author (
  change  INTEGER NOT NULL REFERENCES change ON DELETE CASCADE,
  place   INTEGER NOT NULL,
  -- domain::change::Actor::key and Channel::code
  actor   TEXT NOT NULL,
  channel TEXT NOT NULL,
  PRIMARY KEY (change, place)
) STRICT, WITHOUT ROWID;

-- Every decision that a change is right, undone or not.
CREATE TABLE review (
  number    INTEGER PRIMARY KEY,
  -- one decision may be about many changes
  decision  INTEGER NOT NULL,
  change    INTEGER NOT NULL REFERENCES change ON DELETE CASCADE,
  reason    TEXT NOT NULL,
  by        TEXT NOT NULL,
  at_ms     INTEGER NOT NULL,
  undone_ms INTEGER
) STRICT;
CREATE INDEX review_change ON review (change);
CREATE INDEX review_decision ON review (decision);

-- The first administrative row from an address, by a user agent, by an actor.
CREATE TABLE sighting (
  connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
  -- 0: address, 1: user agent, 2: actor
  kind       INTEGER NOT NULL,
  value      TEXT NOT NULL,
  first_ms   INTEGER NOT NULL,
  PRIMARY KEY (connection, kind, value)
) STRICT, WITHOUT ROWID;

-- Hosts that clients trust, or trusted once, by their redirect URIs and origins.
CREATE TABLE host (
  connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
  host       TEXT NOT NULL,
  client     INTEGER NOT NULL REFERENCES client ON DELETE CASCADE,
  -- when it was first known to be trusted
  first_ms   INTEGER NOT NULL,
  -- whether the latest look still shows it
  is_trusted INTEGER NOT NULL,
  PRIMARY KEY (connection, host, client)
) STRICT, WITHOUT ROWID;
CREATE INDEX host_client ON host (client);

-- Hosts that a person marked as their own.
CREATE TABLE own_host (
  number     INTEGER PRIMARY KEY,
  connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
  host       TEXT NOT NULL,
  -- whether everything below this registrable domain is meant
  is_domain  INTEGER NOT NULL,
  by         TEXT NOT NULL,
  at_ms      INTEGER NOT NULL,
  undone_ms  INTEGER
) STRICT;
CREATE INDEX own_host_connection ON own_host (connection);
