-- Times are milliseconds since 1970, UTC. Never edit this file after a release: add the next number.

CREATE TABLE event (
  seq            INTEGER PRIMARY KEY,   -- order of acceptance
  id             TEXT    NOT NULL UNIQUE,
  portal         TEXT    NOT NULL,
  type           TEXT    NOT NULL,
  entity_type    TEXT    NOT NULL,
  entity_type_id INTEGER NOT NULL,
  entity_id      TEXT    NOT NULL,
  handler_id     TEXT    NOT NULL,
  occurred_at    INTEGER NOT NULL,
  received_at    INTEGER NOT NULL,
  origin         TEXT    NOT NULL,
  data           TEXT    NOT NULL       -- JSON, redacted
);

CREATE TABLE delivery (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id      TEXT    NOT NULL REFERENCES event (id),
  flow          TEXT    NOT NULL,
  entity_key    TEXT    NOT NULL,       -- portal/deal:662; empty when the event names no entity
  state         TEXT    NOT NULL CHECK (state IN ('due', 'running', 'delivered', 'filtered', 'merged', 'parked')),
  blocked       INTEGER NOT NULL CHECK (blocked IN (0, 1)), -- 1 behind an earlier active one of its flow and entity
  due_at        INTEGER NOT NULL,
  claim         INTEGER NOT NULL DEFAULT 0,
  failures      INTEGER NOT NULL DEFAULT 0,
  failing_since INTEGER,
  reason        TEXT    NOT NULL DEFAULT '',
  created_at    INTEGER NOT NULL,
  ended_at      INTEGER                 -- null while due or running
);

-- The partial indexes hold active deliveries only, so they do not grow with history.
CREATE INDEX delivery_due ON delivery (flow, due_at, id) WHERE state = 'due' AND blocked = 0;
CREATE INDEX delivery_order ON delivery (flow, entity_key, id) WHERE state IN ('due', 'running');
CREATE INDEX delivery_running ON delivery (flow) WHERE state = 'running';
CREATE INDEX delivery_parked ON delivery (ended_at, id) WHERE state = 'parked';
CREATE INDEX delivery_parked_by_flow ON delivery (flow) WHERE state = 'parked';
CREATE INDEX delivery_by_event ON delivery (event_id);

CREATE TABLE flow (
  id     TEXT    PRIMARY KEY,
  portal TEXT,                          -- null for all portals
  events TEXT    NOT NULL,
  source TEXT    NOT NULL,
  since  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE portal (
  name      TEXT    PRIMARY KEY,
  member_id TEXT    NOT NULL,
  pinned_at INTEGER NOT NULL
) WITHOUT ROWID;
