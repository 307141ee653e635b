-- Since when a mail is one to somebody who is to be forgotten: what is on its way still goes out.
ALTER TABLE emails ADD COLUMN forgotten_at timestamptz;

-- Whoever ends its way, by sending it or by giving it up, leaves that there was a mail, and no more.
CREATE FUNCTION forget_mail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.recipient := (SELECT email FROM customers WHERE id = NEW.customer_id);
  NEW.body := '';
  NEW.html := NULL;
  NEW.facts := NULL;
  NEW.failure := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER mail_is_forgotten BEFORE UPDATE ON emails
  FOR EACH ROW WHEN (NEW.forgotten_at IS NOT NULL AND NEW.next_attempt_at IS NULL) EXECUTE FUNCTION forget_mail();
