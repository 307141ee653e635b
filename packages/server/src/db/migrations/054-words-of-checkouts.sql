-- What the seller says of one checkout alone: how few and how many seats, and prices that stand in no catalogue.
ALTER TABLE checkouts
  ADD COLUMN min_seats integer,
  ADD COLUMN max_seats integer,
  -- Ids of prices by the product's id.
  ADD COLUMN ad_hoc_prices jsonb,
  ADD CONSTRAINT checkouts_seats CHECK (min_seats > 0 AND max_seats >= COALESCE(min_seats, 1)) NOT VALID;

-- Sold by one checkout and then never again, as what is archived is.
ALTER TABLE product_prices
  ADD COLUMN source text NOT NULL DEFAULT 'catalog',
  ADD CONSTRAINT product_prices_source CHECK (source = 'catalog' OR (source = 'ad_hoc' AND is_archived)) NOT VALID;

ALTER TABLE discounts
  ADD COLUMN max_redemptions_per_customer integer,
  ADD CONSTRAINT discounts_per_customer CHECK (max_redemptions_per_customer > 0) NOT VALID;
