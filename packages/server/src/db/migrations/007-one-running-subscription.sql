-- Nobody holds two running subscriptions to one product, whichever way they come to buy it.
CREATE UNIQUE INDEX subscriptions_one_running ON subscriptions (customer_id, product_id) WHERE ended_at IS NULL;
