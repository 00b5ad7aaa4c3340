-- What was, is, or may be changed on servers. Also a log of intent: a row is here before its request leaves.
CREATE TABLE operation (
  -- the X-Correlation-ID of its requests
  id         TEXT PRIMARY KEY,
  connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
  client_id  TEXT NOT NULL,
  purpose    TEXT NOT NULL,
  request    TEXT NOT NULL,
  digest     BLOB NOT NULL,
  by         TEXT NOT NULL,
  read_ms    INTEGER NOT NULL,
  planned_ms INTEGER NOT NULL,
  state      TEXT NOT NULL,
  is_open    INTEGER NOT NULL,
  -- what the server's log shows of it
  witness    TEXT
) STRICT, WITHOUT ROWID;
-- one open operation a client: two that run into each other could not be told apart by reading back
CREATE UNIQUE INDEX operation_open ON operation (connection, client_id) WHERE is_open;
CREATE INDEX operation_client ON operation (connection, client_id);
CREATE INDEX operation_unwitnessed ON operation (connection) WHERE witness IS NULL;

-- Every step of every operation. Stays when a connection is forgotten.
CREATE TABLE audit (
  number     INTEGER PRIMARY KEY,
  at_ms      INTEGER NOT NULL,
  by         TEXT NOT NULL,
  connection TEXT NOT NULL,
  client_id  TEXT NOT NULL,
  operation  TEXT NOT NULL,
  -- the state that it took, or the witness that was found, with everything in it
  entry      TEXT NOT NULL
) STRICT;
CREATE INDEX audit_operation ON audit (operation);
