-- Refunds, payments that take days, disputes, and what the payment processor tells by itself.

-- A check that is only widened holds for every row that is there, so none is read again under the lock.
ALTER TABLE events
  DROP CONSTRAINT events_aggregate_type_check,
  ADD CONSTRAINT events_aggregate_type_check
    CHECK (aggregate_type IN ('customer', 'subscription', 'order', 'checkout', 'refund')) NOT VALID;

ALTER TABLE payment_attempts
  DROP CONSTRAINT payment_attempts_status_check,
  -- processing: the bank takes days over it. quarantined: the processor's books say something else than ours.
  ADD CONSTRAINT payment_attempts_status_check
    CHECK (status IN ('unknown', 'requires_action', 'processing', 'quarantined', 'succeeded', 'failed')) NOT VALID,
  DROP CONSTRAINT payment_attempts_refund_status_check,
  ADD CONSTRAINT payment_attempts_refund_status_check
    CHECK (refund_status IN ('pending', 'succeeded', 'failed')) NOT VALID,
  -- Not before this is the processor asked for it again; null: at once.
  ADD COLUMN ask_after timestamptz;
DROP INDEX payment_attempts_one_open;
CREATE UNIQUE INDEX payment_attempts_one_open ON payment_attempts (order_id)
  WHERE status IN ('unknown', 'requires_action', 'processing', 'quarantined');
-- One payment of an order is kept; any other that still comes is given back.
DROP INDEX payment_attempts_one_success;
CREATE UNIQUE INDEX payment_attempts_one_success ON payment_attempts (order_id)
  WHERE status = 'succeeded' AND refund_status IS NULL;
DROP INDEX payment_attempts_unresolved;
CREATE INDEX payment_attempts_unresolved ON payment_attempts (created_at) WHERE status IN ('unknown', 'processing');

ALTER TABLE orders
  -- How often the schedule found no card to charge: such a try counts like a failed one, and leaves no attempt.
  ADD COLUMN cardless_tries integer NOT NULL DEFAULT 0 CHECK (cardless_tries >= 0),
  ADD COLUMN dispute_status text
    CHECK (dispute_status IN ('early_warning', 'needs_response', 'under_review', 'prevented', 'won', 'lost'));

-- Committed before the processor is called; its id is the idempotency key and its amounts never change.
CREATE TABLE refunds (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  version integer NOT NULL CHECK (version > 0),
  organization_id uuid NOT NULL REFERENCES organizations,
  customer_id uuid NOT NULL REFERENCES customers,
  subscription_id uuid REFERENCES subscriptions,
  order_id uuid NOT NULL REFERENCES orders,
  payment_attempt_id uuid NOT NULL REFERENCES payment_attempts,
  status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed', 'canceled')),
  reason text NOT NULL CHECK (reason IN ('duplicate', 'fraudulent', 'customer_request', 'service_disruption',
    'satisfaction_guarantee', 'dispute_prevention', 'other')),
  amount bigint NOT NULL CHECK (amount >= 0),
  tax_amount bigint NOT NULL CHECK (tax_amount >= 0),
  currency text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  comment text,
  revoke_benefits boolean NOT NULL,
  metadata jsonb NOT NULL,
  processor_refund_id text UNIQUE,
  ask_after timestamptz,
  CHECK (amount + tax_amount > 0),
  CHECK (status <> 'succeeded' OR processor_refund_id IS NOT NULL),
  FOREIGN KEY (id, version) REFERENCES events (aggregate_id, version) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX refunds_order ON refunds (order_id);
CREATE INDEX refunds_customer ON refunds (customer_id, created_at DESC);
CREATE INDEX refunds_organization ON refunds (organization_id, created_at DESC);
-- When it is asked for again is nothing that anybody is told of.
CREATE TRIGGER next_version BEFORE UPDATE ON refunds FOR EACH ROW
  WHEN (to_jsonb(NEW) - 'ask_after' IS DISTINCT FROM to_jsonb(OLD) - 'ask_after')
  EXECUTE FUNCTION require_next_version();
CREATE TRIGGER frozen_refund BEFORE UPDATE ON refunds FOR EACH ROW
  WHEN ((NEW.payment_attempt_id, NEW.order_id, NEW.amount, NEW.tax_amount, NEW.currency)
    IS DISTINCT FROM (OLD.payment_attempt_id, OLD.order_id, OLD.amount, OLD.tax_amount, OLD.currency))
  EXECUTE FUNCTION refuse_changed_money();

-- Never more than was paid, what is still on its way included. The payment is locked, so that two at once are counted.
CREATE FUNCTION refuse_over_refund() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  payment payment_attempts;
  given bigint;
BEGIN
  SELECT * INTO payment FROM payment_attempts WHERE id = NEW.payment_attempt_id FOR UPDATE;
  IF payment.status <> 'succeeded' OR payment.refund_status IS NOT NULL
    OR payment.order_id <> NEW.order_id OR payment.currency <> NEW.currency THEN
    RAISE EXCEPTION 'payment % paid nothing that refund % could give back', payment.id, NEW.id;
  END IF;
  SELECT COALESCE(sum(amount + tax_amount), 0) INTO given FROM refunds
    WHERE payment_attempt_id = NEW.payment_attempt_id AND id <> NEW.id AND status IN ('pending', 'succeeded');
  IF given + NEW.amount + NEW.tax_amount > payment.amount THEN
    RAISE EXCEPTION 'refund % gives back more than payment % took', NEW.id, payment.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER no_more_than_paid BEFORE INSERT OR UPDATE OF status ON refunds
  FOR EACH ROW WHEN (NEW.status IN ('pending', 'succeeded')) EXECUTE FUNCTION refuse_over_refund();

-- What the processor said by itself, each event once by its own id. It is a hint: the processor is asked for the truth.
CREATE TABLE processor_events (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  processor_event_id text NOT NULL UNIQUE,
  type text NOT NULL,
  body jsonb NOT NULL,
  status text NOT NULL CHECK (status IN ('received', 'applied', 'ignored', 'quarantined')),
  ask_after timestamptz
);

-- Money at the processor that our books do not explain. A person looks at each.
CREATE TABLE quarantined_payments (
  processor_payment_id text PRIMARY KEY,
  created_at timestamptz NOT NULL,
  payment_attempt_id uuid REFERENCES payment_attempts,
  reason text NOT NULL CHECK (reason IN ('unknown_payment', 'other_amount', 'other_currency')),
  -- What the processor says, and what we had frozen.
  found jsonb NOT NULL,
  -- Set when the processor has given all of it back.
  resolved_at timestamptz
);

CREATE TABLE disputes (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  order_id uuid NOT NULL REFERENCES orders,
  payment_attempt_id uuid NOT NULL REFERENCES payment_attempts,
  processor_dispute_id text NOT NULL UNIQUE,
  status text NOT NULL
    CHECK (status IN ('early_warning', 'needs_response', 'under_review', 'prevented', 'won', 'lost')),
  reason text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  -- What was sold, to whom, how it was paid and used, as it stood when the dispute was opened.
  evidence jsonb NOT NULL
);
CREATE INDEX disputes_order ON disputes (order_id);
CREATE FUNCTION refuse_other_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the evidence of dispute % stays as it was taken', OLD.id;
END $$;
CREATE TRIGGER evidence_kept BEFORE UPDATE ON disputes FOR EACH ROW
  WHEN (NEW.evidence IS DISTINCT FROM OLD.evidence) EXECUTE FUNCTION refuse_other_evidence();

-- A row while the processor refuses our key: nobody asks it but one, now and then, whether it takes us again.
CREATE TABLE processor_refusal (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  since timestamptz NOT NULL,
  next_question_at timestamptz NOT NULL
);

ALTER TABLE sandbox_processor.payments
  DROP CONSTRAINT payments_status_check,
  ADD CONSTRAINT payments_status_check
    CHECK (status IN ('requires_action', 'processing', 'succeeded', 'failed')) NOT VALID;
CREATE TABLE sandbox_processor.refunds (
  id text PRIMARY KEY,
  created_at timestamptz NOT NULL,
  -- Null: made by hand at the processor itself.
  idempotency_key text UNIQUE,
  payment_id text NOT NULL REFERENCES sandbox_processor.payments,
  amount bigint NOT NULL CHECK (amount > 0),
  status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed'))
);
CREATE INDEX refunds_payment ON sandbox_processor.refunds (payment_id);
INSERT INTO sandbox_processor.refunds (id, created_at, idempotency_key, payment_id, amount, status)
  SELECT 're_' || id, refunded_at, idempotency_key, id, amount, 'succeeded'
  FROM sandbox_processor.payments WHERE refunded_at IS NOT NULL;
ALTER TABLE sandbox_processor.payments DROP COLUMN refunded_at;
CREATE TABLE sandbox_processor.disputes (
  id text PRIMARY KEY,
  created_at timestamptz NOT NULL,
  payment_id text NOT NULL UNIQUE REFERENCES sandbox_processor.payments,
  reason text NOT NULL,
  status text NOT NULL CHECK (status IN ('needs_response', 'under_review', 'won', 'lost'))
);
-- What it has told of itself, or was about to.
CREATE TABLE sandbox_processor.events (
  id text PRIMARY KEY,
  created_at timestamptz NOT NULL,
  type text NOT NULL,
  data jsonb NOT NULL
);
