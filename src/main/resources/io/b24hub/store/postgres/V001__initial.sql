-- Times are milliseconds since 1970, UTC, by the clocks of the hubs; leases go by the clock of this server. Keys sort by their bytes,
-- which no upgrade of the operating system changes.
-- Never edit this file after a release: add the next number.

CREATE TABLE event (
  seq            BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- order of acceptance
  id             TEXT COLLATE "C"    NOT NULL UNIQUE,
  portal         TEXT COLLATE "C"    NOT NULL,
  type           TEXT    NOT NULL,
  entity_type    TEXT    NOT NULL,
  entity_type_id INTEGER NOT NULL,
  entity_id      TEXT    NOT NULL,
  handler_id     TEXT    NOT NULL,
  occurred_at    BIGINT  NOT NULL,
  received_at    BIGINT  NOT NULL,
  origin         TEXT    NOT NULL,
  data           TEXT    NOT NULL        -- JSON, redacted
);

-- most are small; compressing the others would hold up the door
ALTER TABLE event ALTER COLUMN data SET STORAGE EXTERNAL;

-- ids and turns of deliveries
CREATE SEQUENCE delivery_number;

CREATE TABLE delivery (
  id            BIGINT  PRIMARY KEY,
  event_id      TEXT COLLATE "C"    NOT NULL,        -- no foreign key: it would cost a look at the event for each; nothing deletes events that have deliveries
  flow          TEXT COLLATE "C"    NOT NULL,
  portal        TEXT COLLATE "C"    NOT NULL,        -- of the event
  type          TEXT    NOT NULL,        -- of the event
  entity_key    TEXT COLLATE "C"    NOT NULL,        -- portal/deal:662; empty when the event names no entity
  received_at   BIGINT  NOT NULL,        -- of the event
  state         TEXT    NOT NULL
                CHECK (state IN ('due', 'running', 'delivered', 'filtered', 'merged', 'parked', 'dropped')),
  turn          BIGINT  NOT NULL,        -- its place among those of its flow and entity; a parked one that is replayed gets a new one
  blocked       BOOLEAN NOT NULL,        -- behind an earlier active one of its flow and entity
  late          BOOLEAN NOT NULL DEFAULT false, -- after a failure, a far side that asked to wait, a replay
  due_at        BIGINT  NOT NULL,
  claim         BIGINT  NOT NULL DEFAULT 0,
  owner         TEXT COLLATE "C",                    -- the token of the instance that has it in hand; null unless running
  claimed_at    BIGINT,
  failures      INTEGER NOT NULL DEFAULT 0,
  failing_since BIGINT,
  reason        TEXT    NOT NULL DEFAULT '',
  created_at    BIGINT  NOT NULL,
  ended_at      BIGINT,                  -- null while due or running
  merged_into   BIGINT,                  -- the delivery that carried it; that one may be forgotten first
  replay_of     BIGINT                   -- the ended delivery that a person replayed by this one
)
-- rows are claimed and finished soon after they came: room on their pages, and a vacuum that comes often
WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);

-- The first four hold no history, so they do not grow with it; the others are appended to.
CREATE INDEX delivery_fresh ON delivery (flow, due_at, id) WHERE state = 'due' AND NOT blocked AND NOT late;
CREATE INDEX delivery_late ON delivery (flow, due_at, id) WHERE state = 'due' AND NOT blocked AND late;
CREATE INDEX delivery_order ON delivery (flow, entity_key, turn) WHERE state IN ('due', 'running');
CREATE INDEX delivery_open ON delivery (state, flow, id) WHERE state IN ('due', 'running', 'parked');
CREATE INDEX delivery_by_event ON delivery (event_id);
CREATE INDEX delivery_by_time ON delivery (received_at, id);

CREATE TABLE attempt (
  delivery_id BIGINT  NOT NULL,
  claim       BIGINT  NOT NULL,
  began_at    BIGINT  NOT NULL,
  took        BIGINT  NOT NULL,          -- milliseconds
  result      TEXT    NOT NULL,
  status      INTEGER,                   -- of HTTP
  reason      TEXT    NOT NULL,
  response    TEXT    NOT NULL,
  steps       TEXT    NOT NULL,          -- JSON, a list of texts
  PRIMARY KEY (delivery_id, claim)
);

-- The hubs that share this store. A token that is no longer here owns nothing.
CREATE TABLE instance (
  id          TEXT COLLATE "C"        PRIMARY KEY,
  token       TEXT COLLATE "C"        NOT NULL UNIQUE,
  name        TEXT COLLATE "C"        NOT NULL,      -- host and process, for people
  started_at  TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  lease_until TIMESTAMPTZ NOT NULL
);

CREATE TABLE duty (
  name     TEXT COLLATE "C"        PRIMARY KEY,
  instance TEXT COLLATE "C"        NOT NULL,
  until    TIMESTAMPTZ NOT NULL
);

CREATE TABLE hold (
  kind   TEXT   NOT NULL CHECK (kind IN ('flow', 'destination')),
  name   TEXT COLLATE "C"   NOT NULL,
  since  BIGINT NOT NULL,
  until  BIGINT,                         -- null for one that a person has to lift
  reason TEXT   NOT NULL,
  origin TEXT   NOT NULL,
  PRIMARY KEY (kind, name)
);

CREATE TABLE action (
  id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      BIGINT NOT NULL,
  origin  TEXT   NOT NULL,
  action  TEXT   NOT NULL,
  target  TEXT   NOT NULL,
  changed BIGINT NOT NULL
);

CREATE TABLE flow (
  id     TEXT COLLATE "C"   PRIMARY KEY,
  portal TEXT COLLATE "C",                           -- null for all portals
  events TEXT   NOT NULL,
  source TEXT   NOT NULL,
  since  BIGINT NOT NULL
);

-- which instances have a flow's route file: one that lacks it does not take it from the others
CREATE TABLE flow_instance (
  flow     TEXT COLLATE "C" NOT NULL,
  instance TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (flow, instance)
);

CREATE TABLE memory (
  space TEXT COLLATE "C"   NOT NULL,
  key   TEXT COLLATE "C"   NOT NULL,
  value TEXT   NOT NULL,
  at    BIGINT NOT NULL,
  PRIMARY KEY (space, key)
);
CREATE INDEX memory_by_time ON memory (space, at);
