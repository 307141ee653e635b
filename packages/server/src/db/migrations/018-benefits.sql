-- What comes with a product, and who has it: for each person and subscription, as long as that gives access.

CREATE TABLE benefits (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  deleted_at timestamptz,
  organization_id uuid NOT NULL REFERENCES organizations,
  type text NOT NULL CHECK (type IN ('custom', 'feature_flag')),
  description text NOT NULL,
  properties jsonb NOT NULL,
  metadata jsonb NOT NULL
);
CREATE INDEX benefits_organization ON benefits (organization_id, created_at);

CREATE TABLE product_benefits (
  product_id uuid NOT NULL REFERENCES products,
  benefit_id uuid NOT NULL REFERENCES benefits,
  position integer NOT NULL,
  PRIMARY KEY (product_id, benefit_id)
);
CREATE INDEX product_benefits_benefit ON product_benefits (benefit_id);

ALTER TABLE events
  DROP CONSTRAINT events_aggregate_type_check,
  ADD CONSTRAINT events_aggregate_type_check
    CHECK (aggregate_type IN (
      'customer', 'subscription', 'order', 'checkout', 'refund', 'customer_seat', 'member', 'benefit_grant'
    )) NOT VALID;

CREATE TABLE benefit_grants (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  version integer NOT NULL CHECK (version > 0),
  organization_id uuid NOT NULL REFERENCES organizations,
  customer_id uuid NOT NULL REFERENCES customers,
  subscription_id uuid NOT NULL REFERENCES subscriptions,
  benefit_id uuid NOT NULL REFERENCES benefits,
  granted_at timestamptz,
  revoked_at timestamptz,
  -- Given or taken, and never both.
  CHECK ((granted_at IS NULL) <> (revoked_at IS NULL)),
  -- Given again it is the same one.
  UNIQUE (subscription_id, benefit_id, customer_id),
  FOREIGN KEY (id, version) REFERENCES events (aggregate_id, version) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX benefit_grants_customer ON benefit_grants (customer_id);
CREATE INDEX benefit_grants_benefit ON benefit_grants (benefit_id);
CREATE INDEX benefit_grants_organization ON benefit_grants (organization_id, created_at);
CREATE TRIGGER next_version BEFORE UPDATE ON benefit_grants FOR EACH ROW EXECUTE FUNCTION require_next_version();
