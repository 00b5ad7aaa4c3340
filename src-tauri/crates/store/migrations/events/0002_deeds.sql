-- What administrative rows did to a client or a client grant: kept when raw rows are not, since changes are derived from it.
CREATE TABLE deed (
  key      BLOB PRIMARY KEY,
  -- seq of the batch that brought it, and when it was read
  seq      INTEGER NOT NULL,
  read_ms  INTEGER NOT NULL,
  client   TEXT,
  grant_id TEXT,
  json     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX deed_client ON deed (client) WHERE client IS NOT NULL;
CREATE INDEX deed_grant ON deed (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX deed_seq ON deed (seq);
