-- Each audit entry seals what it says and the entry before it; an invoice seals what it says. Null: written before that.
ALTER TABLE audit_entries
  -- The call, or the turn of work that was due, that it belongs to.
  ADD COLUMN request_id text,
  ADD COLUMN hash bytea;
ALTER TABLE invoices ADD COLUMN hash bytea;

CREATE FUNCTION hash_of(entry audit_entries, previous bytea) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(coalesce(previous, '') || convert_to(jsonb_build_array(
    entry.id, extract(epoch FROM entry.created_at), entry.aggregate_id, entry.version,
    entry.actor, entry.cause, entry.request_id, entry.before, entry.after
  )::text, 'UTF8'))
$$;

CREATE FUNCTION hash_of(invoice invoices) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(jsonb_build_array(
    invoice.id, extract(epoch FROM invoice.created_at), invoice.order_id, invoice.revision, invoice.content
  )::text, 'UTF8'))
$$;

CREATE FUNCTION seal_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.hash := hash_of(NEW, (
    SELECT hash FROM audit_entries WHERE aggregate_id = NEW.aggregate_id AND version = NEW.version - 1
  ));
  RETURN NEW;
END $$;
CREATE TRIGGER seal BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION seal_audit_entry();

CREATE FUNCTION seal_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.hash := hash_of(NEW);
  RETURN NEW;
END $$;
CREATE TRIGGER seal BEFORE INSERT ON invoices FOR EACH ROW EXECUTE FUNCTION seal_invoice();
