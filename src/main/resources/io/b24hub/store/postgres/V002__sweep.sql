-- What was heard of an entity, for a sweep that looks whether a change is known.
CREATE INDEX event_of_entity ON event (entity_id COLLATE "C", portal, entity_type COLLATE "C", entity_type_id, type COLLATE "C", occurred_at)
  WHERE entity_id <> '';

-- What sweeps found, by the day of the change in the portal's time zone.
CREATE TABLE ledger (
  day     TEXT COLLATE "C" NOT NULL,      -- 2026-03-01
  portal  TEXT COLLATE "C" NOT NULL,
  type    TEXT COLLATE "C" NOT NULL,      -- deal, dynamic-147, stage-2
  changed BIGINT NOT NULL,
  heard   BIGINT NOT NULL,
  healed  BIGINT NOT NULL,
  late    BIGINT NOT NULL,                -- of the healed, how many the portal told afterwards
  PRIMARY KEY (day, portal, type)
);
