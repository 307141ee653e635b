-- Whether the checkout's customer was named by the seller or made by the checkout itself. Whoever was only found by the
-- e-mail address that somebody typed is not: that opens nobody's account. Checkouts of before are taken for such.
ALTER TABLE checkouts ADD COLUMN is_buyer_known boolean NOT NULL DEFAULT false;

CREATE INDEX checkouts_under_way ON checkouts (order_id) WHERE status = 'confirmed';
