-- Given again it is the same one.
CREATE UNIQUE INDEX CONCURRENTLY benefit_grants_one_for_order ON benefit_grants (order_id, benefit_id, customer_id)
  WHERE order_id IS NOT NULL;
