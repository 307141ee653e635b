-- What receipts of cancellation are sealed with, as anyone may know it. The private half is derived from the secret of the
-- data directory and kept nowhere; after a change of that secret the earlier receipts are still checked by their own key.
CREATE TABLE receipt_keys (
  id text PRIMARY KEY,
  created_at timestamptz NOT NULL,
  organization_id uuid NOT NULL REFERENCES organizations,
  public_key jsonb NOT NULL
);
CREATE INDEX receipt_keys_organization ON receipt_keys (organization_id);

-- Written by the transaction that ends a subscription or schedules its end, so that there is none without the other.
CREATE TABLE cancellation_receipts (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  organization_id uuid NOT NULL REFERENCES organizations,
  customer_id uuid NOT NULL REFERENCES customers,
  subscription_id uuid NOT NULL REFERENCES subscriptions,
  -- The version that this cancellation made: one receipt for each.
  subscription_version integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('cancellation', 'withdrawal')),
  declared_by text NOT NULL CHECK (declared_by IN ('customer', 'seller')),
  -- When the declaration arrived, which may be before it was carried out.
  received_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  -- What was signed, word for word; null once the customer was forgotten.
  seal text,
  taken_back_at timestamptz,
  UNIQUE (subscription_id, subscription_version),
  CHECK (received_at <= created_at),
  CHECK (taken_back_at IS NULL OR kind = 'cancellation')
);
CREATE INDEX cancellation_receipts_customer ON cancellation_receipts (customer_id, created_at);

CREATE FUNCTION refuse_other_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.taken_back_at IS DISTINCT FROM OLD.taken_back_at AND OLD.taken_back_at IS NOT NULL)
    OR (NEW.seal IS DISTINCT FROM OLD.seal AND NEW.seal IS NOT NULL)
    OR (to_jsonb(NEW) - 'taken_back_at' - 'seal') IS DISTINCT FROM (to_jsonb(OLD) - 'taken_back_at' - 'seal')
  THEN
    RAISE EXCEPTION 'receipt % says what it says', OLD.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER receipt_stays BEFORE UPDATE ON cancellation_receipts
  FOR EACH ROW EXECUTE FUNCTION refuse_other_receipt();
