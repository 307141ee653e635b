-- What comes with a product and is not told to its customers, such as what only the seller's own programs look at.
ALTER TABLE benefits
  ADD COLUMN visibility text NOT NULL DEFAULT 'public' CHECK (visibility IN ('draft', 'private', 'public'));
