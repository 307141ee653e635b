-- What each generated invoice says, word for word. A correction is a further row under the same number; none is rewritten.
CREATE TABLE invoices (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  order_id uuid NOT NULL REFERENCES orders,
  revision integer NOT NULL CHECK (revision > 0),
  content jsonb NOT NULL,
  UNIQUE (order_id, revision)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
