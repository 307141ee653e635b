-- Codes that let somebody in who reads the mails of a customer's address.
CREATE TABLE sign_in_codes (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  organization_id uuid NOT NULL REFERENCES organizations,
  -- As it was typed, whether anybody has it or not.
  email text NOT NULL,
  is_looked_up boolean NOT NULL,
  -- Keyed, as is the attempt. Both null where nobody has the address: such a code never lets in.
  code_hash text UNIQUE,
  customer_id uuid REFERENCES customers,
  -- What the browser that asked keeps. Null: the code counts by itself alone.
  attempt_hash text UNIQUE,
  tries integer NOT NULL CHECK (tries BETWEEN 0 AND 5),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CHECK ((code_hash IS NULL) = (customer_id IS NULL)),
  CHECK (is_looked_up OR code_hash IS NULL),
  CHECK (used_at IS NULL OR code_hash IS NOT NULL)
);
CREATE INDEX sign_in_codes_waiting ON sign_in_codes (created_at) WHERE NOT is_looked_up;
CREATE INDEX sign_in_codes_over ON sign_in_codes (expires_at);
CREATE INDEX sign_in_codes_customer ON sign_in_codes (customer_id) WHERE customer_id IS NOT NULL;

CREATE FUNCTION refuse_code_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'sign-in code % was used already', OLD.id;
END $$;
CREATE TRIGGER used_once BEFORE UPDATE ON sign_in_codes FOR EACH ROW
  WHEN (OLD.used_at IS NOT NULL) EXECUTE FUNCTION refuse_code_again();

-- An address that a customer wants to have instead of theirs; the newest wish alone counts.
CREATE TABLE email_changes (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  customer_id uuid NOT NULL UNIQUE REFERENCES customers,
  email text NOT NULL,
  -- The token itself stands in the mail to that address alone.
  token_hash text NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL
);
CREATE INDEX email_changes_over ON email_changes (expires_at);

-- How often somebody asked, by a keyed hash of who that is: shared by all processes.
CREATE TABLE rate_limits (
  key text PRIMARY KEY,
  -- One for each window of its rule: when it began, and how often since.
  counts jsonb NOT NULL,
  blocked_until timestamptz,
  -- From then on it is as if nobody had asked.
  expires_at timestamptz NOT NULL
);
CREATE INDEX rate_limits_over ON rate_limits (expires_at);
