ALTER TABLE checkouts VALIDATE CONSTRAINT checkouts_seats;
ALTER TABLE product_prices VALIDATE CONSTRAINT product_prices_source;
ALTER TABLE discounts VALIDATE CONSTRAINT discounts_per_customer;
