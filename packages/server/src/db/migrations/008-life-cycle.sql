-- Prices by seats, discounts, scheduled changes, pauses, prorations and the balance of each customer.

ALTER TABLE organizations
  -- For so many days a past-due customer keeps what they bought, and cannot be told to end it at once.
  ADD COLUMN grace_days integer NOT NULL DEFAULT 0 CHECK (grace_days >= 0);

ALTER TABLE product_prices
  ADD COLUMN amount_type text NOT NULL DEFAULT 'fixed' CHECK (amount_type IN ('fixed', 'seat_based')),
  ADD COLUMN seat_tiers jsonb,
  ALTER COLUMN price_amount DROP NOT NULL,
  ADD CHECK ((amount_type = 'fixed') = (price_amount IS NOT NULL)),
  ADD CHECK ((amount_type = 'seat_based') = (seat_tiers IS NOT NULL));

CREATE TABLE discounts (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  deleted_at timestamptz,
  organization_id uuid NOT NULL REFERENCES organizations,
  name text NOT NULL,
  code text,
  type text NOT NULL CHECK (type IN ('fixed', 'percentage')),
  -- Hundredths of a percent (25 % is 2500), or minor units by currency.
  basis_points integer CHECK (basis_points BETWEEN 1 AND 10000),
  amounts jsonb,
  duration text NOT NULL CHECK (duration IN ('once', 'forever', 'repeating')),
  duration_in_months integer CHECK (duration_in_months > 0),
  starts_at timestamptz,
  ends_at timestamptz,
  max_redemptions integer CHECK (max_redemptions > 0),
  redemptions_count integer NOT NULL DEFAULT 0,
  -- The products that it counts for; null: all.
  product_ids jsonb,
  metadata jsonb NOT NULL,
  CHECK ((type = 'percentage') = (basis_points IS NOT NULL)),
  CHECK ((type = 'fixed') = (amounts IS NOT NULL)),
  CHECK ((duration = 'repeating') = (duration_in_months IS NOT NULL)),
  CHECK (redemptions_count BETWEEN 0 AND COALESCE(max_redemptions, redemptions_count))
);
CREATE UNIQUE INDEX discounts_code ON discounts (organization_id, lower(code)) WHERE deleted_at IS NULL;

ALTER TABLE checkouts
  ADD COLUMN seats integer CHECK (seats > 0),
  ADD COLUMN discount_id uuid REFERENCES discounts;

ALTER TABLE subscriptions
  ADD COLUMN seats integer CHECK (seats > 0),
  ADD COLUMN seats_assigned integer NOT NULL DEFAULT 0,
  ADD COLUMN pause_at_period_end boolean NOT NULL DEFAULT false,
  ADD COLUMN paused_at timestamptz,
  ADD COLUMN resumes_at timestamptz,
  ADD COLUMN discount_id uuid REFERENCES discounts,
  -- Since when the discount counts: its months run from here.
  ADD COLUMN discounted_at timestamptz,
  -- The one change that waits for the end of the period.
  ADD COLUMN pending_update jsonb,
  ADD CHECK (seats_assigned BETWEEN 0 AND COALESCE(seats, 0)),
  ADD CHECK (NOT (cancel_at_period_end AND pause_at_period_end)),
  ADD CHECK (status <> 'paused' OR paused_at IS NOT NULL),
  ADD CHECK ((discount_id IS NULL) = (discounted_at IS NULL));
CREATE INDEX subscriptions_resume_due ON subscriptions (resumes_at) WHERE status = 'paused' AND resumes_at IS NOT NULL;

-- A credit can exceed what it is set against: such an order owes nothing, and the rest goes to the customer's balance.
ALTER TABLE orders
  DROP CONSTRAINT orders_subtotal_amount_check,
  DROP CONSTRAINT orders_tax_amount_check,
  DROP CONSTRAINT orders_check2,
  DROP CONSTRAINT orders_check3,
  DROP CONSTRAINT orders_check4,
  ADD COLUMN discount_id uuid REFERENCES discounts,
  ADD COLUMN seats integer CHECK (seats > 0),
  -- What the subscription becomes when this order is paid; nothing of it before.
  ADD COLUMN subscription_terms jsonb,
  ADD CHECK (tax_amount = 0 OR sign(tax_amount) = sign(net_amount)),
  ADD CHECK (due_amount = total_amount + applied_balance_amount AND due_amount >= 0),
  ADD CHECK (refunded_amount BETWEEN 0 AND GREATEST(0, net_amount + applied_balance_amount)),
  ADD CHECK (refunded_tax_amount BETWEEN 0 AND GREATEST(0, tax_amount)),
  ADD CHECK (subscription_terms IS NULL OR billing_reason = 'subscription_update');
-- One change of a subscription is paid for at a time.
CREATE UNIQUE INDEX orders_one_change_to_pay ON orders (subscription_id)
  WHERE status = 'pending' AND subscription_terms IS NOT NULL;

DROP TRIGGER frozen_invoice ON orders;
CREATE TRIGGER frozen_invoice BEFORE UPDATE ON orders FOR EACH ROW
  WHEN ((NEW.invoice_number, NEW.currency, NEW.subtotal_amount, NEW.discount_amount, NEW.tax_amount, NEW.total_amount,
      NEW.applied_balance_amount, NEW.due_amount, NEW.subscription_terms)
    IS DISTINCT FROM (OLD.invoice_number, OLD.currency, OLD.subtotal_amount, OLD.discount_amount, OLD.tax_amount,
      OLD.total_amount, OLD.applied_balance_amount, OLD.due_amount, OLD.subscription_terms))
  EXECUTE FUNCTION refuse_changed_money();

-- Credits and debits of a change in the middle of a period. They wait here for the next order, which bills each once.
CREATE TABLE prorations (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  subscription_id uuid NOT NULL REFERENCES subscriptions,
  label text NOT NULL,
  amount bigint NOT NULL CHECK (amount <> 0),
  product_price_id uuid NOT NULL REFERENCES product_prices,
  start_timestamp timestamptz NOT NULL,
  end_timestamp timestamptz NOT NULL,
  order_id uuid REFERENCES orders,
  CHECK (end_timestamp > start_timestamp)
);
CREATE INDEX prorations_unbilled ON prorations (subscription_id) WHERE order_id IS NULL;
CREATE FUNCTION refuse_billing_twice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'proration % is billed and stays as it is', OLD.id;
END $$;
CREATE TRIGGER billed_once BEFORE UPDATE OR DELETE ON prorations FOR EACH ROW
  WHEN (OLD.order_id IS NOT NULL) EXECUTE FUNCTION refuse_billing_twice();

-- What a customer has in credit (above zero) or owes (below), one entry for each order that moved it. The balance is their sum.
CREATE TABLE balance_entries (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  customer_id uuid NOT NULL REFERENCES customers,
  currency text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  amount bigint NOT NULL CHECK (amount <> 0),
  order_id uuid NOT NULL REFERENCES orders,
  -- An order takes from the balance or adds to it once; withdrawn, it gives the same back once.
  reason text NOT NULL CHECK (reason IN ('applied', 'restored')),
  UNIQUE (order_id, reason)
);
CREATE INDEX balance_entries_customer ON balance_entries (customer_id, currency);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON balance_entries FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

ALTER TABLE payment_attempts
  DROP CONSTRAINT payment_attempts_trigger_check,
  ADD CHECK (trigger IN ('initial', 'cycle', 'dunning', 'customer', 'payment_method_update', 'update'));

-- The states that a subscription may come to from another: the same table as in @verge/polar, which a test compares.
CREATE FUNCTION refuse_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> ALL (CASE OLD.status
    WHEN 'incomplete' THEN ARRAY['active', 'incomplete_expired', 'canceled']
    WHEN 'trialing' THEN ARRAY['active', 'past_due', 'canceled']
    WHEN 'active' THEN ARRAY['past_due', 'paused', 'canceled']
    WHEN 'past_due' THEN ARRAY['active', 'canceled']
    WHEN 'paused' THEN ARRAY['active', 'canceled']
    ELSE ARRAY[]::text[]
  END) THEN
    RAISE EXCEPTION 'subscription % does not go from % to %', OLD.id, OLD.status, NEW.status;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER allowed_transition BEFORE UPDATE ON subscriptions FOR EACH ROW
  WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION refuse_transition();
