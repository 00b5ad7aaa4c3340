-- Counts the derivations of a connection's clients; a change carries the count of the latest one that went over it.
ALTER TABLE connection ADD COLUMN derivations INTEGER NOT NULL DEFAULT 0;
ALTER TABLE change ADD COLUMN derivation INTEGER NOT NULL DEFAULT 0;
CREATE INDEX change_derivation ON change (connection, derivation);

-- Grows whenever a host that clients trust came, went or was dated otherwise.
ALTER TABLE connection ADD COLUMN host_generation INTEGER NOT NULL DEFAULT 0;

-- What the self-registrations of one flood have in common; NULL: it is none.
ALTER TABLE change ADD COLUMN flood TEXT;
UPDATE change SET flood = member || char(10) || coalesce(attribution ->> '$.trace.address', '') || char(10) || after
  WHERE before IS NULL AND after IS NOT NULL AND attribution ->> '$.kind' = 'by_row'
    AND attribution ->> '$.trace.channel.kind' = 'self_registration';

-- The operation that took the change back, or that the change is. Set while it is settled as carried out: see
-- tables/change.rs, note_operations.
ALTER TABLE change ADD COLUMN operation TEXT REFERENCES operation ON DELETE SET NULL;
CREATE INDEX change_operation ON change (operation) WHERE operation IS NOT NULL;
UPDATE change SET operation = (
    SELECT id FROM operation WHERE operation.connection = change.connection AND purpose ->> '$.change' = change.number
      AND state ->> '$.settlement.found' = 'applied' AND coalesce(witness ->> '$.witness', '') <> 'overwrote'
    ORDER BY planned_ms DESC LIMIT 1);
UPDATE change SET operation = (
    SELECT id FROM operation WHERE id = attribution ->> '$.trace.correlation_id'
      AND state ->> '$.settlement.found' = 'applied' AND coalesce(witness ->> '$.witness', '') <> 'overwrote')
  WHERE attribution ->> '$.kind' = 'by_row' AND attribution ->> '$.trace.actor.kind' = 'rollcall';

DROP INDEX change_open;
CREATE INDEX change_count ON change (connection, holds_uris, review, operation) WHERE replaced_ms IS NULL;
