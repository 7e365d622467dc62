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
  type          TEXT    NOT NULL,       -- of the event
  entity_key    TEXT    NOT NULL,       -- portal/deal:662; empty when the event names no entity
  received_at   INTEGER NOT NULL,       -- of the event
  state         TEXT    NOT NULL
                CHECK (state IN ('due', 'running', 'delivered', 'filtered', 'merged', 'parked', 'dropped')),
  turn          INTEGER NOT NULL,       -- its place among those of its flow and entity; a parked one that is replayed gets a new one
  blocked       INTEGER NOT NULL CHECK (blocked IN (0, 1)), -- 1 behind an earlier active one of its flow and entity
  late          INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)), -- 1 after a failure, a far side that asked to wait, a replay
  due_at        INTEGER NOT NULL,
  claim         INTEGER NOT NULL DEFAULT 0,
  failures      INTEGER NOT NULL DEFAULT 0,
  failing_since INTEGER,
  reason        TEXT    NOT NULL DEFAULT '',
  created_at    INTEGER NOT NULL,
  ended_at      INTEGER,                -- null while due or running
  merged_into   INTEGER,                -- the delivery that carried it; that one may be forgotten first
  replay_of     INTEGER                 -- the ended delivery that a person replayed by this one
);

-- The first three hold no history, so they do not grow with it; the others are appended to.
CREATE INDEX delivery_due ON delivery (flow, late, due_at, id) WHERE state = 'due' AND blocked = 0;
CREATE INDEX delivery_order ON delivery (flow, entity_key, turn) WHERE state IN ('due', 'running');
CREATE INDEX delivery_open ON delivery (state, flow, id) WHERE state IN ('due', 'running', 'parked');
CREATE INDEX delivery_by_event ON delivery (event_id);
CREATE INDEX delivery_by_time ON delivery (received_at);

CREATE TABLE attempt (
  delivery_id INTEGER NOT NULL REFERENCES delivery (id),
  claim       INTEGER NOT NULL,
  began_at    INTEGER NOT NULL,
  took        INTEGER NOT NULL,         -- milliseconds
  result      TEXT    NOT NULL,
  status      INTEGER,                  -- of HTTP
  reason      TEXT    NOT NULL,
  response    TEXT    NOT NULL,
  steps       TEXT    NOT NULL,         -- JSON, a list of texts
  PRIMARY KEY (delivery_id, claim)
) WITHOUT ROWID;

CREATE TABLE hold (
  kind   TEXT    NOT NULL CHECK (kind IN ('flow', 'destination')),
  name   TEXT    NOT NULL,
  since  INTEGER NOT NULL,
  until  INTEGER,                       -- null for one that a person has to lift
  reason TEXT    NOT NULL,
  origin TEXT    NOT NULL,
  PRIMARY KEY (kind, name)
) WITHOUT ROWID;

CREATE TABLE action (
  id      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  origin  TEXT    NOT NULL,
  action  TEXT    NOT NULL,
  target  TEXT    NOT NULL,
  changed INTEGER NOT NULL
);

CREATE TABLE flow (
  id     TEXT    PRIMARY KEY,
  portal TEXT,                          -- null for all portals
  events TEXT    NOT NULL,
  source TEXT    NOT NULL,
  since  INTEGER NOT NULL
) WITHOUT ROWID;

-- Values may be large, so the rows are kept apart from the key.
CREATE TABLE memory (
  space TEXT    NOT NULL,
  key   TEXT    NOT NULL,
  value TEXT    NOT NULL,
  at    INTEGER NOT NULL,
  PRIMARY KEY (space, key)
);
CREATE INDEX memory_by_time ON memory (space, at);
