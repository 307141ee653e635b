-- The tries to pay an order are asked for with each payment, and with each that fails.
CREATE INDEX CONCURRENTLY payment_attempts_order ON payment_attempts (order_id);
