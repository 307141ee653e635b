-- What a mail was made of, both of its forms, and how sending it goes.
ALTER TABLE emails
  ADD COLUMN kind text,
  ADD COLUMN locale text,
  ADD COLUMN facts jsonb,
  -- The same words as the body's.
  ADD COLUMN html text,
  -- Null: nothing is to be sent, because it was, was given up, or stays in the outbox.
  ADD COLUMN next_attempt_at timestamptz,
  ADD COLUMN tries integer NOT NULL DEFAULT 0,
  ADD COLUMN failure text;

-- What was announced ahead, under the key of what it announced; it is announced once, or not at all once it is past.
CREATE TABLE reminders (
  key text PRIMARY KEY,
  created_at timestamptz NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('told', 'past', 'needless'))
);
