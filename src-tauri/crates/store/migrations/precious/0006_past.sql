-- What is told of every client's past, for the list of clients as of a day: see tables/past.rs. One blob a client, since such
-- a list looks into all of them. Empty: nothing was derived yet, or the client is known from the log alone.
CREATE TABLE past (
  client     INTEGER PRIMARY KEY REFERENCES client ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  bytes      BLOB NOT NULL
) STRICT;
CREATE INDEX past_newest ON past (generation);

-- The number grows whenever a past changed, the epoch whenever one went.
CREATE TABLE past_generation (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL,
  epoch  INTEGER NOT NULL
) STRICT;
INSERT INTO past_generation VALUES (1, 1, 1);
INSERT INTO past SELECT number, 1, x'' FROM client;
CREATE TRIGGER past_of_client AFTER INSERT ON client BEGIN
  UPDATE past_generation SET number = number + 1;
  INSERT INTO past SELECT new.number, number, x'' FROM past_generation;
END;
CREATE TRIGGER past_removed AFTER DELETE ON past BEGIN
  UPDATE past_generation SET epoch = epoch + 1;
END;

-- what was read before there were pasts
INSERT INTO stale SELECT connection, key, 1 FROM thing WHERE kind = 'client'
  ON CONFLICT DO UPDATE SET generation = generation + 1;
