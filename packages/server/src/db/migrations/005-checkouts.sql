-- What a confirmed checkout is asked again with, and the secret by which the customer's bank asks them meanwhile.
ALTER TABLE checkouts ADD COLUMN confirmation_token_id text;
ALTER TABLE checkouts ADD COLUMN intent_client_secret text;
ALTER TABLE checkouts ADD CHECK (status <> 'confirmed' OR confirmation_token_id IS NOT NULL);
ALTER TABLE checkouts ADD CHECK (status <> 'succeeded' OR subscription_id IS NOT NULL);
ALTER TABLE checkouts ADD FOREIGN KEY (subscription_id) REFERENCES subscriptions;
ALTER TABLE checkouts ADD FOREIGN KEY (order_id) REFERENCES orders;

-- The order in which a product names its prices; a checkout that asks for no currency takes the first.
ALTER TABLE product_prices ADD COLUMN position integer NOT NULL DEFAULT 0;
