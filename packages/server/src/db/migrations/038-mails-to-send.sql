CREATE INDEX CONCURRENTLY emails_to_send ON emails (next_attempt_at, id) WHERE next_attempt_at IS NOT NULL;
