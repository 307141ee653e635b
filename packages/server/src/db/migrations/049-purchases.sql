-- What is sold once: an order without a subscription, and what comes with it.
ALTER TABLE orders
  ADD CONSTRAINT orders_purchase CHECK ((billing_reason = 'purchase') = (subscription_id IS NULL)) NOT VALID;

ALTER TABLE benefit_grants
  ADD COLUMN order_id uuid,
  ALTER COLUMN subscription_id DROP NOT NULL,
  ADD CONSTRAINT benefit_grants_source CHECK ((subscription_id IS NULL) <> (order_id IS NULL)) NOT VALID,
  ADD CONSTRAINT benefit_grants_order FOREIGN KEY (order_id) REFERENCES orders NOT VALID;

ALTER TABLE checkouts
  DROP CONSTRAINT checkouts_check1,
  ADD CONSTRAINT checkouts_bought
    CHECK (status <> 'succeeded' OR subscription_id IS NOT NULL OR order_id IS NOT NULL) NOT VALID;
