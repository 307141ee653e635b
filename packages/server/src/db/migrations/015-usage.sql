-- What customers used, told by the seller's app, and what is counted of it.

CREATE TABLE usage_events (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  organization_id uuid NOT NULL REFERENCES organizations,
  -- Null while nobody has the external id that it was told with.
  customer_id uuid REFERENCES customers,
  external_customer_id text,
  name text NOT NULL,
  -- By it the seller may tell of it again and again; it counts once.
  external_id text,
  -- When it was used, not when it was told.
  timestamp timestamptz NOT NULL,
  metadata jsonb NOT NULL,
  CHECK (customer_id IS NOT NULL OR external_customer_id IS NOT NULL)
);
CREATE UNIQUE INDEX usage_events_once ON usage_events (organization_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX usage_events_customer ON usage_events (customer_id, name) WHERE customer_id IS NOT NULL;
CREATE INDEX usage_events_waiting ON usage_events (organization_id, external_customer_id) WHERE customer_id IS NULL;
CREATE INDEX usage_events_name ON usage_events (organization_id, name);

-- Which of them count, and how they are counted together; see contract/meters.ts.
CREATE TABLE meters (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  organization_id uuid NOT NULL REFERENCES organizations,
  name text NOT NULL,
  unit text NOT NULL CHECK (unit IN ('scalar', 'token', 'custom')),
  custom_label text,
  custom_multiplier integer CHECK (custom_multiplier > 0),
  filter jsonb NOT NULL,
  aggregation jsonb NOT NULL,
  archived_at timestamptz,
  metadata jsonb NOT NULL
);
CREATE INDEX meters_organization ON meters (organization_id, created_at);

-- That a meter has counted something of a customer. How much is reckoned from the events whenever it is asked.
CREATE TABLE customer_meters (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  organization_id uuid NOT NULL REFERENCES organizations,
  customer_id uuid NOT NULL REFERENCES customers,
  meter_id uuid NOT NULL REFERENCES meters,
  UNIQUE (customer_id, meter_id)
);
CREATE INDEX customer_meters_organization ON customer_meters (organization_id, created_at);
