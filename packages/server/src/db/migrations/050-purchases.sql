ALTER TABLE orders VALIDATE CONSTRAINT orders_purchase;
ALTER TABLE benefit_grants
  VALIDATE CONSTRAINT benefit_grants_source,
  VALIDATE CONSTRAINT benefit_grants_order;
ALTER TABLE checkouts VALIDATE CONSTRAINT checkouts_bought;
