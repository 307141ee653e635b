-- Whatever happens at once, one checkout is bought once.
CREATE UNIQUE INDEX CONCURRENTLY orders_one_purchase ON orders (checkout_id)
  WHERE billing_reason = 'purchase' AND status <> 'void';
