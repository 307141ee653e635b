-- What a subscription owes is asked for with each cancellation, renewal, payment and end.
CREATE INDEX CONCURRENTLY orders_subscription ON orders (subscription_id);
