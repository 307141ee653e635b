-- A trial that the seller gives with this one checkout; none: the product's own.
ALTER TABLE checkouts
  ADD COLUMN trial_interval text CHECK (trial_interval IN ('day', 'week', 'month', 'year')),
  ADD COLUMN trial_interval_count integer CHECK (trial_interval_count > 0),
  ADD CONSTRAINT checkouts_whole_trial CHECK ((trial_interval IS NULL) = (trial_interval_count IS NULL)) NOT VALID;
