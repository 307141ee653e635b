-- The secret that a new one has replaced, and until when it signs beside it; null: none does.
ALTER TABLE webhook_endpoints
  ADD COLUMN previous_secret text,
  ADD COLUMN previous_secret_until timestamptz;
