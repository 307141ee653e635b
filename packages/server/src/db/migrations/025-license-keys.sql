-- Keys for software, one for each grant of a benefit that gives them.

ALTER TABLE benefits
  DROP CONSTRAINT benefits_type_check,
  ADD CONSTRAINT benefits_type_check CHECK (type IN ('custom', 'feature_flag', 'license_keys')) NOT VALID;

CREATE TABLE license_keys (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  organization_id uuid NOT NULL REFERENCES organizations,
  customer_id uuid NOT NULL REFERENCES customers,
  benefit_id uuid NOT NULL REFERENCES benefits,
  grant_id uuid NOT NULL UNIQUE REFERENCES benefit_grants,
  key text NOT NULL,
  -- What the seller said of it; where nothing is, it holds as long as the grant.
  ruled text CHECK (ruled IN ('revoked', 'disabled')),
  limit_activations integer CHECK (limit_activations > 0),
  usage integer NOT NULL DEFAULT 0 CHECK (usage >= 0),
  limit_usage integer CHECK (limit_usage > 0),
  validations integer NOT NULL DEFAULT 0,
  last_validated_at timestamptz,
  expires_at timestamptz,
  UNIQUE (organization_id, key)
);
CREATE INDEX license_keys_customer ON license_keys (customer_id);
CREATE INDEX license_keys_benefit ON license_keys (benefit_id);

CREATE TABLE license_key_activations (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  license_key_id uuid NOT NULL REFERENCES license_keys,
  label text NOT NULL,
  conditions jsonb NOT NULL,
  meta jsonb NOT NULL
);
CREATE INDEX license_key_activations_key ON license_key_activations (license_key_id);
