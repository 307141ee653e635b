-- People who act for a customer, each with an address and a session of their own.

ALTER TABLE organizations ADD COLUMN member_model_enabled boolean NOT NULL DEFAULT false;
ALTER TABLE customers ADD COLUMN type text NOT NULL DEFAULT 'individual' CHECK (type IN ('individual', 'team'));

ALTER TABLE events
  DROP CONSTRAINT events_aggregate_type_check,
  ADD CONSTRAINT events_aggregate_type_check CHECK (
    aggregate_type IN ('customer', 'subscription', 'order', 'checkout', 'refund', 'customer_seat', 'member')
  ) NOT VALID;

CREATE TABLE members (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  deleted_at timestamptz,
  version integer NOT NULL CHECK (version > 0),
  organization_id uuid NOT NULL REFERENCES organizations,
  customer_id uuid NOT NULL REFERENCES customers,
  email text NOT NULL,
  name text,
  external_id text,
  role text NOT NULL CHECK (role IN ('owner', 'billing_manager', 'member')),
  UNIQUE (id, customer_id),
  FOREIGN KEY (id, version) REFERENCES events (aggregate_id, version) DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX members_email ON members (customer_id, lower(email)) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX members_external_id ON members (customer_id, external_id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX members_one_owner ON members (customer_id) WHERE role = 'owner' AND deleted_at IS NULL;
CREATE INDEX members_of_address ON members (organization_id, lower(email)) WHERE deleted_at IS NULL;
CREATE TRIGGER next_version BEFORE UPDATE ON members FOR EACH ROW EXECUTE FUNCTION require_next_version();

-- Null: the session is the customer's own.
ALTER TABLE customer_sessions
  ADD COLUMN member_id uuid,
  ADD FOREIGN KEY (member_id, customer_id) REFERENCES members (id, customer_id);
CREATE INDEX customer_sessions_member ON customer_sessions (member_id) WHERE member_id IS NOT NULL;
