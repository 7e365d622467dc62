-- What was heard of an entity, for a sweep that looks whether a change is known.
CREATE INDEX event_of_entity ON event (entity_id, portal, entity_type, entity_type_id, type, occurred_at)
  WHERE entity_id <> '';

-- What sweeps found, by the day of the change in the portal's time zone.
CREATE TABLE ledger (
  day     TEXT    NOT NULL,               -- 2026-03-01
  portal  TEXT    NOT NULL,
  type    TEXT    NOT NULL,               -- deal, dynamic-147, stage-2
  changed INTEGER NOT NULL,
  heard   INTEGER NOT NULL,
  healed  INTEGER NOT NULL,
  late    INTEGER NOT NULL,               -- of the healed, how many the portal told afterwards
  PRIMARY KEY (day, portal, type)
) WITHOUT ROWID;
