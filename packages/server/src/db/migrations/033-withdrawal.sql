-- Where customers are whose address is not known: by which law they leave. Null: by the one that asks most.
ALTER TABLE organizations ADD COLUMN default_jurisdiction text;

-- What a customer agreed to when they bought, while they could still withdraw; the seller tells of it.
CREATE TABLE withdrawal_consents (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  organization_id uuid NOT NULL REFERENCES organizations,
  subscription_id uuid NOT NULL REFERENCES subscriptions,
  kind text NOT NULL CHECK (kind IN ('begin_early', 'waived')),
  -- As they read it.
  said text NOT NULL,
  given_at timestamptz NOT NULL,
  UNIQUE (subscription_id, kind)
);
