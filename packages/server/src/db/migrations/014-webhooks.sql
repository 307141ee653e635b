-- Whom the seller wants told of what happens, what each of them is told, and how each try to tell them went.
CREATE TABLE webhook_endpoints (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  deleted_at timestamptz,
  organization_id uuid NOT NULL REFERENCES organizations,
  url text NOT NULL,
  name text,
  format text NOT NULL CHECK (format IN ('raw', 'discord', 'slack')),
  secret text NOT NULL CHECK (length(secret) >= 32),
  -- The types that it wants to hear of, such as subscription.updated.
  events jsonb NOT NULL,
  enabled boolean NOT NULL,
  api_version text NOT NULL,
  -- Until then one worker alone sends to it, so that what it is told keeps its order.
  turn_until timestamptz,
  turn_holder text
);
CREATE INDEX webhook_endpoints_told ON webhook_endpoints (organization_id) WHERE enabled AND deleted_at IS NULL;

-- One event for one endpoint, under the id that the endpoint knows it again by.
CREATE TABLE webhook_events (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  endpoint_id uuid NOT NULL REFERENCES webhook_endpoints,
  -- The change that it tells of; null where what it tells of keeps no versions, and its payload was made with it.
  event_id uuid REFERENCES events,
  type text NOT NULL,
  -- The order in which an endpoint hears of things: that of the changes of one aggregate among them.
  position bigint GENERATED ALWAYS AS IDENTITY,
  -- As the endpoint wanted it when this happened.
  format text NOT NULL CHECK (format IN ('raw', 'discord', 'slack')),
  api_version text NOT NULL,
  -- The bytes of every try. Null before the first one, and when it was archived.
  payload text,
  -- Of the series that runs or ran last.
  tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
  -- Null: nothing is to be sent, because it arrived, was given up or was skipped.
  next_attempt_at timestamptz,
  last_http_code integer,
  succeeded boolean,
  finished_at timestamptz,
  skipped boolean NOT NULL DEFAULT false,
  is_archived boolean NOT NULL DEFAULT false,
  CHECK (next_attempt_at IS NULL OR NOT (skipped OR is_archived)),
  CHECK (NOT is_archived OR payload IS NULL)
);
-- One change tells an endpoint once of each of its types, and all that want to hear the same of it the same.
CREATE UNIQUE INDEX webhook_events_once ON webhook_events (event_id, type, endpoint_id) WHERE event_id IS NOT NULL;
CREATE INDEX webhook_events_first ON webhook_events (endpoint_id, position) WHERE next_attempt_at IS NOT NULL AND tries = 0;
CREATE INDEX webhook_events_again ON webhook_events (endpoint_id, next_attempt_at) WHERE next_attempt_at IS NOT NULL AND tries > 0;
CREATE INDEX webhook_events_open ON webhook_events (id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX webhook_events_finished ON webhook_events (endpoint_id, finished_at DESC) WHERE finished_at IS NOT NULL;
CREATE INDEX webhook_events_kept ON webhook_events (created_at) WHERE NOT is_archived;

-- What a receiver was sent once is what it is sent again.
CREATE FUNCTION refuse_other_payload() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the payload of webhook event % is fixed', OLD.id;
END $$;
CREATE TRIGGER same_payload BEFORE UPDATE ON webhook_events FOR EACH ROW
  WHEN (OLD.payload IS NOT NULL AND NEW.payload IS DISTINCT FROM OLD.payload AND NOT NEW.is_archived)
  EXECUTE FUNCTION refuse_other_payload();

-- One try.
CREATE TABLE webhook_deliveries (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  webhook_event_id uuid NOT NULL REFERENCES webhook_events,
  endpoint_id uuid NOT NULL REFERENCES webhook_endpoints,
  succeeded boolean NOT NULL,
  http_code integer,
  response text CHECK (length(response) <= 2048)
);
CREATE INDEX webhook_deliveries_newest ON webhook_deliveries (endpoint_id, created_at DESC);
CREATE INDEX webhook_deliveries_event ON webhook_deliveries (webhook_event_id, created_at);
