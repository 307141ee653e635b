-- The portal's own sessions, beside those whose tokens programs call the API with.
ALTER TABLE customer_sessions
  -- When it was used last. Null: it is a program's, and ends by its hour alone.
  ADD COLUMN seen_at timestamptz,
  -- The session whose link it came by; null: it began with a code.
  ADD COLUMN opened_from uuid,
  -- The browser, as its owner would know it.
  ADD COLUMN device text;
CREATE INDEX customer_sessions_open ON customer_sessions (customer_id) WHERE seen_at IS NOT NULL;
CREATE INDEX customer_sessions_over ON customer_sessions (expires_at);
-- Whom of several with the address a code is for; what was asked for, whether there is such a customer or not.
ALTER TABLE sign_in_codes ADD COLUMN for_customer uuid;
