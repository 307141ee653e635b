-- The clock is never asked here: every instant is written by the application.

CREATE TABLE organizations (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  name text NOT NULL,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9-]+$'),
  legal_name text NOT NULL,
  email text NOT NULL,
  address jsonb NOT NULL,
  tax_id text,
  invoice_prefix text NOT NULL CHECK (invoice_prefix ~ '^[A-Z]+$'),
  proration_behavior text NOT NULL CHECK (proration_behavior IN ('invoice', 'prorate', 'next_period', 'reset')),
  portal_settings jsonb NOT NULL
);

CREATE TABLE organization_access_tokens (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  organization_id uuid NOT NULL REFERENCES organizations,
  token_hash text NOT NULL UNIQUE
);

CREATE TABLE products (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  organization_id uuid NOT NULL REFERENCES organizations,
  name text NOT NULL,
  description text,
  visibility text NOT NULL CHECK (visibility IN ('draft', 'private', 'public')),
  recurring_interval text CHECK (recurring_interval IN ('day', 'week', 'month', 'year')),
  recurring_interval_count integer CHECK (recurring_interval_count > 0),
  trial_interval text CHECK (trial_interval IN ('day', 'week', 'month', 'year')),
  trial_interval_count integer CHECK (trial_interval_count > 0),
  is_archived boolean NOT NULL,
  metadata jsonb NOT NULL,
  CHECK ((recurring_interval IS NULL) = (recurring_interval_count IS NULL)),
  CHECK ((trial_interval IS NULL) = (trial_interval_count IS NULL))
);

CREATE TABLE product_prices (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  product_id uuid NOT NULL REFERENCES products,
  price_amount bigint NOT NULL CHECK (price_amount >= 0),
  price_currency text NOT NULL CHECK (price_currency ~ '^[a-z]{3}$'),
  tax_behavior text CHECK (tax_behavior IN ('location', 'inclusive', 'exclusive')),
  is_archived boolean NOT NULL
);
CREATE INDEX product_prices_product ON product_prices (product_id);

CREATE TABLE customers (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  deleted_at timestamptz,
  version integer NOT NULL CHECK (version > 0),
  organization_id uuid NOT NULL REFERENCES organizations,
  external_id text,
  email text NOT NULL,
  email_verified boolean NOT NULL,
  name text,
  billing_name text,
  billing_address jsonb,
  tax_id jsonb,
  locale text,
  metadata jsonb NOT NULL,
  default_payment_method_id uuid,
  -- Eight letters that stand in every invoice number of this customer.
  short_id text NOT NULL CHECK (short_id ~ '^[A-Z]{8}$'),
  UNIQUE (organization_id, short_id)
);
CREATE UNIQUE INDEX customers_email ON customers (organization_id, lower(email)) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX customers_external_id ON customers (organization_id, external_id) WHERE deleted_at IS NULL;

-- Taken under the row's lock in the transaction that issues the document, so the numbers have no gaps.
CREATE TABLE document_series (
  customer_id uuid PRIMARY KEY REFERENCES customers,
  last_invoice_number integer NOT NULL CHECK (last_invoice_number >= 0),
  last_receipt_number integer NOT NULL CHECK (last_receipt_number >= 0)
);

CREATE TABLE customer_sessions (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  customer_id uuid NOT NULL REFERENCES customers,
  token_hash text NOT NULL UNIQUE,
  return_url text,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);

CREATE TABLE payment_methods (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  deleted_at timestamptz,
  customer_id uuid NOT NULL REFERENCES customers,
  processor_id text NOT NULL,
  brand text NOT NULL,
  last4 text NOT NULL CHECK (last4 ~ '^[0-9]{4}$'),
  exp_month integer NOT NULL CHECK (exp_month BETWEEN 1 AND 12),
  exp_year integer NOT NULL,
  UNIQUE (customer_id, processor_id),
  UNIQUE (id, customer_id)
);
ALTER TABLE customers
  ADD FOREIGN KEY (default_payment_method_id, id) REFERENCES payment_methods (id, customer_id)
    DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE checkouts (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  version integer NOT NULL CHECK (version > 0),
  organization_id uuid NOT NULL REFERENCES organizations,
  client_secret text NOT NULL UNIQUE,
  status text NOT NULL CHECK (status IN ('open', 'expired', 'confirmed', 'succeeded', 'failed')),
  expires_at timestamptz NOT NULL,
  success_url text NOT NULL,
  return_url text,
  embed_origin text,
  product_ids jsonb NOT NULL,
  product_id uuid NOT NULL REFERENCES products,
  product_price_id uuid NOT NULL REFERENCES product_prices,
  allow_trial boolean NOT NULL,
  allow_discount_codes boolean NOT NULL,
  require_billing_address boolean NOT NULL,
  customer_id uuid REFERENCES customers,
  external_customer_id text,
  customer_name text,
  customer_email text,
  customer_billing_name text,
  customer_billing_address jsonb,
  customer_tax_id text,
  is_business_customer boolean NOT NULL,
  locale text,
  metadata jsonb NOT NULL,
  customer_metadata jsonb NOT NULL,
  subscription_id uuid,
  order_id uuid
);

CREATE TABLE subscriptions (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  version integer NOT NULL CHECK (version > 0),
  organization_id uuid NOT NULL REFERENCES organizations,
  customer_id uuid NOT NULL REFERENCES customers,
  product_id uuid NOT NULL REFERENCES products,
  product_price_id uuid NOT NULL REFERENCES product_prices,
  amount bigint NOT NULL CHECK (amount >= 0),
  currency text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  recurring_interval text NOT NULL CHECK (recurring_interval IN ('day', 'week', 'month', 'year')),
  recurring_interval_count integer NOT NULL CHECK (recurring_interval_count > 0),
  status text NOT NULL CHECK (status IN ('incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'canceled', 'unpaid', 'paused')),
  anchor_day integer NOT NULL CHECK (anchor_day BETWEEN 1 AND 31),
  anchor_month integer NOT NULL CHECK (anchor_month BETWEEN 1 AND 12),
  current_period_start timestamptz NOT NULL,
  current_period_end timestamptz NOT NULL,
  trial_start timestamptz,
  trial_end timestamptz,
  cancel_at_period_end boolean NOT NULL,
  canceled_at timestamptz,
  started_at timestamptz,
  ends_at timestamptz,
  ended_at timestamptz,
  past_due_at timestamptz,
  payment_method_id uuid,
  checkout_id uuid REFERENCES checkouts,
  -- The ended subscription that this one buys again, and the key of the decision to do so.
  resubscribed_from_id uuid REFERENCES subscriptions,
  idempotency_key text,
  customer_cancellation_reason text,
  customer_cancellation_comment text,
  metadata jsonb NOT NULL,
  CHECK (current_period_end > current_period_start),
  CHECK (NOT cancel_at_period_end OR ends_at IS NOT NULL),
  CHECK (ended_at IS NULL OR status IN ('canceled', 'unpaid', 'incomplete_expired')),
  CHECK (status NOT IN ('canceled', 'unpaid') OR ended_at IS NOT NULL),
  FOREIGN KEY (payment_method_id, customer_id) REFERENCES payment_methods (id, customer_id)
);
CREATE INDEX subscriptions_customer ON subscriptions (customer_id, started_at DESC);
CREATE INDEX subscriptions_due ON subscriptions (current_period_end) WHERE status IN ('trialing', 'active', 'past_due');
CREATE UNIQUE INDEX subscriptions_checkout ON subscriptions (checkout_id) WHERE status <> 'incomplete_expired';
CREATE UNIQUE INDEX subscriptions_idempotency ON subscriptions (customer_id, idempotency_key);

CREATE TABLE orders (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  version integer NOT NULL CHECK (version > 0),
  organization_id uuid NOT NULL REFERENCES organizations,
  customer_id uuid NOT NULL REFERENCES customers,
  product_id uuid REFERENCES products,
  subscription_id uuid REFERENCES subscriptions,
  checkout_id uuid REFERENCES checkouts,
  status text NOT NULL CHECK (status IN ('pending', 'paid', 'refunded', 'partially_refunded', 'void')),
  billing_reason text NOT NULL CHECK (billing_reason IN ('purchase', 'subscription_create', 'subscription_cycle', 'subscription_cycle_after_trial', 'subscription_update')),
  -- The billing period that a subscription's order pays for.
  period_start timestamptz,
  period_end timestamptz,
  currency text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  subtotal_amount bigint NOT NULL CHECK (subtotal_amount >= 0),
  discount_amount bigint NOT NULL CHECK (discount_amount >= 0),
  net_amount bigint NOT NULL CHECK (net_amount = subtotal_amount - discount_amount),
  tax_amount bigint NOT NULL CHECK (tax_amount >= 0),
  -- Percent times 100 (19 % is 1900); null where no tax applies.
  tax_rate integer,
  total_amount bigint NOT NULL CHECK (total_amount = net_amount + tax_amount),
  applied_balance_amount bigint NOT NULL,
  due_amount bigint NOT NULL CHECK (due_amount = GREATEST(0, total_amount + applied_balance_amount)),
  refunded_amount bigint NOT NULL CHECK (refunded_amount BETWEEN 0 AND net_amount),
  refunded_tax_amount bigint NOT NULL CHECK (refunded_tax_amount BETWEEN 0 AND tax_amount),
  billing_name text,
  billing_address jsonb,
  customer_tax_id jsonb,
  invoice_number text NOT NULL,
  invoice_sequence integer NOT NULL CHECK (invoice_sequence > 0),
  invoice_generated_at timestamptz,
  receipt_number text UNIQUE,
  paid_at timestamptz,
  next_payment_attempt_at timestamptz,
  description text NOT NULL,
  metadata jsonb NOT NULL,
  CHECK ((subscription_id IS NULL) = (period_start IS NULL)),
  CHECK (next_payment_attempt_at IS NULL OR status = 'pending'),
  UNIQUE (organization_id, invoice_number),
  UNIQUE (customer_id, invoice_sequence)
);
CREATE INDEX orders_customer ON orders (customer_id, created_at DESC);
CREATE INDEX orders_payment_due ON orders (next_payment_attempt_at) WHERE next_payment_attempt_at IS NOT NULL;
-- One order that is not void for each subscription and period.
CREATE UNIQUE INDEX orders_one_per_period ON orders (subscription_id, period_start)
  WHERE status <> 'void' AND billing_reason IN ('subscription_create', 'subscription_cycle', 'subscription_cycle_after_trial');

CREATE TABLE order_items (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  order_id uuid NOT NULL REFERENCES orders,
  position integer NOT NULL,
  label text NOT NULL,
  amount bigint NOT NULL,
  tax_amount bigint NOT NULL,
  proration boolean NOT NULL,
  product_price_id uuid REFERENCES product_prices,
  start_timestamp timestamptz,
  end_timestamp timestamptz,
  UNIQUE (order_id, position)
);

-- Committed before the processor is called; its id is the idempotency key and its amount never changes.
CREATE TABLE payment_attempts (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  order_id uuid NOT NULL REFERENCES orders,
  customer_id uuid NOT NULL REFERENCES customers,
  payment_method_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  trigger text NOT NULL CHECK (trigger IN ('initial', 'cycle', 'dunning', 'customer', 'payment_method_update')),
  status text NOT NULL CHECK (status IN ('unknown', 'requires_action', 'succeeded', 'failed')),
  processor_payment_id text UNIQUE,
  client_secret text,
  decline_code text,
  FOREIGN KEY (payment_method_id, customer_id) REFERENCES payment_methods (id, customer_id)
);
CREATE UNIQUE INDEX payment_attempts_one_success ON payment_attempts (order_id) WHERE status = 'succeeded';
CREATE UNIQUE INDEX payment_attempts_one_open ON payment_attempts (order_id) WHERE status IN ('unknown', 'requires_action');
CREATE INDEX payment_attempts_unresolved ON payment_attempts (created_at) WHERE status = 'unknown';

-- One row for each committed change of an aggregate: what webhooks are made from.
CREATE TABLE events (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  organization_id uuid NOT NULL REFERENCES organizations,
  aggregate_id uuid NOT NULL,
  aggregate_type text NOT NULL CHECK (aggregate_type IN ('customer', 'subscription', 'order', 'checkout')),
  version integer NOT NULL CHECK (version > 0),
  -- The names on the wire in their order, such as subscription.updated, subscription.canceled.
  types jsonb NOT NULL CHECK (jsonb_array_length(types) > 0),
  UNIQUE (aggregate_id, version)
);
CREATE INDEX events_organization ON events (organization_id, created_at);

CREATE TABLE audit_entries (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  aggregate_id uuid NOT NULL,
  version integer NOT NULL,
  actor text NOT NULL,
  cause text NOT NULL,
  before jsonb,
  after jsonb NOT NULL,
  UNIQUE (aggregate_id, version),
  FOREIGN KEY (aggregate_id, version) REFERENCES events (aggregate_id, version) DEFERRABLE INITIALLY DEFERRED
);

-- A state without its event and its audit entry cannot be committed.
ALTER TABLE events
  ADD FOREIGN KEY (aggregate_id, version) REFERENCES audit_entries (aggregate_id, version) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE customers ADD FOREIGN KEY (id, version) REFERENCES events (aggregate_id, version) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE subscriptions ADD FOREIGN KEY (id, version) REFERENCES events (aggregate_id, version) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE orders ADD FOREIGN KEY (id, version) REFERENCES events (aggregate_id, version) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE checkouts ADD FOREIGN KEY (id, version) REFERENCES events (aggregate_id, version) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION require_next_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.version <> OLD.version + 1 THEN
    RAISE EXCEPTION '% % goes from version % to %', TG_TABLE_NAME, OLD.id, OLD.version, NEW.version;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER next_version BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION require_next_version();
CREATE TRIGGER next_version BEFORE UPDATE ON subscriptions FOR EACH ROW EXECUTE FUNCTION require_next_version();
CREATE TRIGGER next_version BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION require_next_version();
CREATE TRIGGER next_version BEFORE UPDATE ON checkouts FOR EACH ROW EXECUTE FUNCTION require_next_version();

CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

-- After a scheduled end nothing is charged for a later period, and an ended subscription is never billed or revived.
CREATE FUNCTION refuse_billing_after_end() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  subscription subscriptions;
BEGIN
  SELECT * INTO subscription FROM subscriptions WHERE id = NEW.subscription_id;
  IF subscription.ended_at IS NOT NULL
    OR (subscription.cancel_at_period_end AND NEW.period_start >= subscription.ends_at) THEN
    RAISE EXCEPTION 'subscription % ends at %, so no order may start at %',
      NEW.subscription_id, COALESCE(subscription.ended_at, subscription.ends_at), NEW.period_start;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER nothing_after_end BEFORE INSERT ON orders
  FOR EACH ROW WHEN (NEW.subscription_id IS NOT NULL) EXECUTE FUNCTION refuse_billing_after_end();

CREATE FUNCTION refuse_revival() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'subscription % has ended and stays ended', OLD.id;
END $$;
CREATE TRIGGER stays_ended BEFORE UPDATE ON subscriptions
  FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL) EXECUTE FUNCTION refuse_revival();

CREATE FUNCTION refuse_changed_money() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the amounts and the number of % % are frozen', TG_TABLE_NAME, OLD.id;
END $$;
CREATE TRIGGER frozen_invoice BEFORE UPDATE ON orders FOR EACH ROW
  WHEN ((NEW.invoice_number, NEW.currency, NEW.subtotal_amount, NEW.discount_amount, NEW.tax_amount, NEW.total_amount)
    IS DISTINCT FROM (OLD.invoice_number, OLD.currency, OLD.subtotal_amount, OLD.discount_amount, OLD.tax_amount, OLD.total_amount))
  EXECUTE FUNCTION refuse_changed_money();
CREATE TRIGGER frozen_attempt BEFORE UPDATE ON payment_attempts FOR EACH ROW
  WHEN ((NEW.order_id, NEW.amount, NEW.currency, NEW.payment_method_id)
    IS DISTINCT FROM (OLD.order_id, OLD.amount, OLD.currency, OLD.payment_method_id))
  EXECUTE FUNCTION refuse_changed_money();

CREATE TABLE emails (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  customer_id uuid REFERENCES customers,
  -- One mail of a kind for each cause.
  dedupe_key text NOT NULL UNIQUE,
  recipient text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  sent_at timestamptz
);

-- The sandbox clock: how far it stands from the real one. A single row.
CREATE TABLE sandbox_clock (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  offset_ms bigint NOT NULL
);
