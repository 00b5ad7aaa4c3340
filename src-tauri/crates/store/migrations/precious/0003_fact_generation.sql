-- Grows whenever a fact changed. Uses noted by a batch of log rows count once a batch: see tables/client.rs, project.
CREATE TABLE fact_generation (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL
) STRICT;
INSERT INTO fact_generation VALUES (1, 1);
CREATE TRIGGER fact_added AFTER INSERT ON fact BEGIN
  UPDATE fact_generation SET number = number + 1;
END;
CREATE TRIGGER fact_removed AFTER DELETE ON fact BEGIN
  UPDATE fact_generation SET number = number + 1;
END;
CREATE TRIGGER fact_owned AFTER UPDATE OF has_owner ON fact BEGIN
  UPDATE fact_generation SET number = number + 1;
END;
