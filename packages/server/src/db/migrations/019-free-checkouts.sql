-- A checkout of what costs nothing is confirmed without a card.
ALTER TABLE checkouts ADD COLUMN needs_card boolean NOT NULL DEFAULT true;
ALTER TABLE checkouts
  DROP CONSTRAINT checkouts_check,
  ADD CONSTRAINT checkouts_check CHECK (status <> 'confirmed' OR confirmation_token_id IS NOT NULL OR NOT needs_card) NOT VALID;
