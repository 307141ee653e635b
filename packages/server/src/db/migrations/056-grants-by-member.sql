-- A seat of a team is one of its members', and what comes with the seat is theirs alone.
ALTER TABLE customer_seats
  ADD COLUMN member_id uuid,
  ADD CONSTRAINT customer_seats_member FOREIGN KEY (member_id, customer_id) REFERENCES members (id, customer_id) NOT VALID;

-- Null: what comes with it is its customer's own, and their owner's among their members.
ALTER TABLE benefit_grants
  ADD COLUMN member_id uuid,
  ADD CONSTRAINT benefit_grants_member FOREIGN KEY (member_id, customer_id) REFERENCES members (id, customer_id) NOT VALID;
