-- Declarations of people who did not sign in: they count from when they arrive, whoever sent them.
CREATE TABLE leaving_statements (
  id uuid PRIMARY KEY,
  -- When it arrived.
  created_at timestamptz NOT NULL,
  organization_id uuid NOT NULL REFERENCES organizations,
  kind text NOT NULL CHECK (kind IN ('cancellation', 'withdrawal')),
  -- As they were typed.
  name text NOT NULL,
  email text NOT NULL,
  contract text NOT NULL,
  wished_end text CHECK (wished_end ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  reason text,
  -- Sent twice by one form it is one declaration.
  idempotency_key text NOT NULL,
  seal text NOT NULL,
  -- Of the link in its mail alone, which shows that the address is theirs.
  token_hash text NOT NULL UNIQUE,
  token_expires_at timestamptz NOT NULL,
  proven_at timestamptz,
  -- What it was carried out on, and when; null: nobody knows yet which contract it means.
  subscription_id uuid REFERENCES subscriptions,
  carried_out_at timestamptz,
  -- Null: that contract had been ended before.
  receipt_id uuid REFERENCES cancellation_receipts,
  UNIQUE (organization_id, idempotency_key),
  CHECK ((subscription_id IS NULL) = (carried_out_at IS NULL)),
  CHECK (receipt_id IS NULL OR carried_out_at IS NOT NULL)
);
CREATE INDEX leaving_statements_waiting ON leaving_statements (organization_id, created_at);

CREATE FUNCTION refuse_other_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.carried_out_at IS NOT NULL AND NEW.carried_out_at IS DISTINCT FROM OLD.carried_out_at
    OR (to_jsonb(NEW) - 'proven_at' - 'subscription_id' - 'carried_out_at' - 'receipt_id')
      IS DISTINCT FROM (to_jsonb(OLD) - 'proven_at' - 'subscription_id' - 'carried_out_at' - 'receipt_id')
  THEN
    RAISE EXCEPTION 'statement % says what it says, and is carried out once', OLD.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER statement_stays BEFORE UPDATE ON leaving_statements
  FOR EACH ROW EXECUTE FUNCTION refuse_other_statement();
