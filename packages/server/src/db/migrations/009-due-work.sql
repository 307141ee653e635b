-- What falls due, and when: one row for each thing, written in the transaction of the state that it follows from.
-- Workers take rows from here. The rows for what is in the books already are put there by the repair of the next start.
CREATE SEQUENCE due_work_fence;
CREATE TABLE due_work (
  kind text NOT NULL,
  subject_id uuid NOT NULL,
  due_at timestamptz NOT NULL,
  -- Until then nobody else takes it: a worker has it, or it waits for its next try and has no holder.
  leased_until timestamptz,
  lease_holder text,
  -- Drawn anew by each claim from a sequence, so that it only rises: whoever was too slow is known by their old one.
  fence bigint NOT NULL DEFAULT 0,
  -- Claims in a row of which nothing came.
  tries integer NOT NULL DEFAULT 0,
  parked_at timestamptz,
  parked_reason text,
  -- Somebody looked at it and let it go on.
  released_at timestamptz,
  modified_at timestamptz NOT NULL,
  PRIMARY KEY (kind, subject_id),
  CHECK ((parked_at IS NULL) = (parked_reason IS NULL)),
  CHECK (lease_holder IS NULL OR leased_until IS NOT NULL)
);
CREATE INDEX due_work_next ON due_work (due_at, kind, subject_id) WHERE parked_at IS NULL;
CREATE INDEX due_work_parked ON due_work (parked_at) WHERE parked_at IS NOT NULL;
