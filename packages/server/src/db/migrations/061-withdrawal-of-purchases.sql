-- What was bought once can be withdrawn from, as a subscription can.
ALTER TABLE cancellation_receipts
  ADD COLUMN order_id uuid,
  ALTER COLUMN subscription_id DROP NOT NULL,
  ALTER COLUMN subscription_version DROP NOT NULL,
  ADD CONSTRAINT cancellation_receipts_order FOREIGN KEY (order_id) REFERENCES orders NOT VALID,
  ADD CONSTRAINT cancellation_receipts_contract CHECK (
    (subscription_id IS NULL) <> (order_id IS NULL)
    AND (subscription_id IS NULL) = (subscription_version IS NULL)
    AND (order_id IS NULL OR kind = 'withdrawal')
  ) NOT VALID;

ALTER TABLE withdrawal_consents
  ADD COLUMN order_id uuid,
  ALTER COLUMN subscription_id DROP NOT NULL,
  ADD CONSTRAINT withdrawal_consents_order FOREIGN KEY (order_id) REFERENCES orders NOT VALID,
  ADD CONSTRAINT withdrawal_consents_contract CHECK ((subscription_id IS NULL) <> (order_id IS NULL)) NOT VALID;

ALTER TABLE leaving_statements
  ADD COLUMN order_id uuid,
  DROP CONSTRAINT leaving_statements_check,
  ADD CONSTRAINT leaving_statements_order FOREIGN KEY (order_id) REFERENCES orders NOT VALID,
  ADD CONSTRAINT leaving_statements_carried_out CHECK (
    (COALESCE(subscription_id, order_id) IS NULL) = (carried_out_at IS NULL)
    AND (subscription_id IS NULL OR order_id IS NULL)
  ) NOT VALID;

CREATE OR REPLACE FUNCTION refuse_other_statement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  told CONSTANT text[] := ARRAY['proven_at', 'subscription_id', 'order_id', 'carried_out_at', 'receipt_id'];
BEGIN
  IF OLD.carried_out_at IS NOT NULL AND NEW.carried_out_at IS DISTINCT FROM OLD.carried_out_at
    OR (to_jsonb(NEW) - told) IS DISTINCT FROM (to_jsonb(OLD) - told)
  THEN
    RAISE EXCEPTION 'statement % says what it says, and is carried out once', OLD.id;
  END IF;
  RETURN NEW;
END $$;
