-- The sandbox processor's own books. Billing never reads them; it asks the processor.

CREATE SCHEMA sandbox_processor;

CREATE TABLE sandbox_processor.confirmation_tokens (
  id text PRIMARY KEY,
  created_at timestamptz NOT NULL,
  -- Which test card; a sandbox keeps no other number.
  card text NOT NULL,
  brand text NOT NULL,
  last4 text NOT NULL,
  exp_month integer NOT NULL,
  exp_year integer NOT NULL
);

CREATE TABLE sandbox_processor.cards (
  id text PRIMARY KEY,
  created_at timestamptz NOT NULL,
  customer_reference text NOT NULL,
  confirmation_token_id text NOT NULL REFERENCES sandbox_processor.confirmation_tokens,
  card text NOT NULL,
  detached_at timestamptz,
  UNIQUE (customer_reference, confirmation_token_id)
);

CREATE TABLE sandbox_processor.setup_intents (
  id text PRIMARY KEY,
  created_at timestamptz NOT NULL,
  customer_reference text NOT NULL,
  confirmation_token_id text NOT NULL REFERENCES sandbox_processor.confirmation_tokens,
  client_secret text NOT NULL UNIQUE,
  status text NOT NULL CHECK (status IN ('requires_action', 'succeeded', 'failed')),
  UNIQUE (customer_reference, confirmation_token_id)
);

CREATE TABLE sandbox_processor.payments (
  id text PRIMARY KEY,
  created_at timestamptz NOT NULL,
  idempotency_key text NOT NULL UNIQUE,
  customer_reference text NOT NULL,
  card_id text NOT NULL REFERENCES sandbox_processor.cards,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  client_secret text NOT NULL UNIQUE,
  status text NOT NULL CHECK (status IN ('requires_action', 'succeeded', 'failed')),
  decline_code text
);

-- Set by a test or by the sandbox page: how the next charge ends.
CREATE TABLE sandbox_processor.next_outcome (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  decline_code text NOT NULL
);
