-- Who has a product when what comes with it changes.
CREATE INDEX CONCURRENTLY orders_purchases_of_product ON orders (product_id) WHERE billing_reason = 'purchase';
