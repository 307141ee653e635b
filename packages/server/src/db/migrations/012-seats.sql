-- Seats of a subscription that are given to somebody, each for an e-mail address.

ALTER TABLE events
  DROP CONSTRAINT events_aggregate_type_check,
  ADD CONSTRAINT events_aggregate_type_check
    CHECK (aggregate_type IN ('customer', 'subscription', 'order', 'checkout', 'refund', 'customer_seat')) NOT VALID;

CREATE TABLE customer_seats (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  version integer NOT NULL CHECK (version > 0),
  organization_id uuid NOT NULL REFERENCES organizations,
  subscription_id uuid NOT NULL REFERENCES subscriptions,
  status text NOT NULL CHECK (status IN ('pending', 'claimed', 'revoked')),
  email text NOT NULL,
  -- Who has it: known once it is claimed, or where the seller named a customer.
  customer_id uuid REFERENCES customers,
  -- The token itself stands in the invitation alone.
  invitation_token_hash text UNIQUE,
  invitation_token_expires_at timestamptz,
  claimed_at timestamptz,
  revoked_at timestamptz,
  metadata jsonb,
  CHECK ((invitation_token_hash IS NULL) = (invitation_token_expires_at IS NULL)),
  CHECK (status <> 'pending' OR claimed_at IS NULL),
  CHECK (status <> 'claimed' OR (claimed_at IS NOT NULL AND customer_id IS NOT NULL)),
  CHECK ((status = 'revoked') = (revoked_at IS NOT NULL)),
  CHECK (status <> 'revoked' OR invitation_token_hash IS NULL),
  FOREIGN KEY (id, version) REFERENCES events (aggregate_id, version) DEFERRABLE INITIALLY DEFERRED
);
-- One seat of a subscription for a person.
CREATE UNIQUE INDEX customer_seats_one_each ON customer_seats (subscription_id, lower(email)) WHERE status <> 'revoked';
CREATE INDEX customer_seats_subscription ON customer_seats (subscription_id, created_at);
CREATE INDEX customer_seats_customer ON customer_seats (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX customer_seats_email ON customer_seats (organization_id, lower(email));
-- Another invitation, and the address of somebody who was anonymized, are nothing that anybody is told of.
CREATE TRIGGER next_version BEFORE UPDATE ON customer_seats FOR EACH ROW
  WHEN ((NEW.status, NEW.customer_id) IS DISTINCT FROM (OLD.status, OLD.customer_id) OR NEW.version <> OLD.version)
  EXECUTE FUNCTION require_next_version();
CREATE FUNCTION refuse_seat_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'seat % does not go from % to %', OLD.id, OLD.status, NEW.status;
END $$;
CREATE TRIGGER never_again BEFORE UPDATE ON customer_seats FOR EACH ROW
  WHEN (NEW.status <> OLD.status AND (OLD.status = 'revoked' OR NEW.status = 'pending'))
  EXECUTE FUNCTION refuse_seat_again();

-- How many seats are given away is told by their own events: the subscription's version counts what else changes.
DROP TRIGGER next_version ON subscriptions;
CREATE TRIGGER next_version BEFORE UPDATE ON subscriptions FOR EACH ROW
  WHEN (NEW.seats_assigned = OLD.seats_assigned OR to_jsonb(NEW) - 'seats_assigned' <> to_jsonb(OLD) - 'seats_assigned')
  EXECUTE FUNCTION require_next_version();

-- The count that the limit stands on is the seats themselves, whoever writes either of them.
CREATE FUNCTION refuse_miscounted_seats() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  subscription uuid;
  counted integer;
  held integer;
BEGIN
  IF TG_TABLE_NAME = 'subscriptions' THEN
    subscription := NEW.id;
  ELSE
    subscription := NEW.subscription_id;
  END IF;
  SELECT seats_assigned INTO counted FROM subscriptions WHERE id = subscription;
  SELECT count(*) INTO held FROM customer_seats WHERE subscription_id = subscription AND status <> 'revoked';
  IF counted <> held THEN
    RAISE EXCEPTION 'subscription % counts % seats as assigned, and % are', subscription, counted, held;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER counted AFTER INSERT OR UPDATE OF status ON customer_seats
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_miscounted_seats();
CREATE CONSTRAINT TRIGGER counted AFTER UPDATE OF seats_assigned ON subscriptions
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.seats_assigned <> OLD.seats_assigned) EXECUTE FUNCTION refuse_miscounted_seats();
