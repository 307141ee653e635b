-- That a buyer agreed to the renewal before they paid, with the words that they read: the proof that the law asks for.
CREATE TABLE renewal_consents (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  organization_id uuid NOT NULL REFERENCES organizations,
  checkout_id uuid NOT NULL UNIQUE REFERENCES checkouts,
  said text NOT NULL
);

-- What is offered to whoever is about to cancel, beside the button. Null: nothing.
ALTER TABLE organizations ADD COLUMN stay_discount_id uuid REFERENCES discounts;

-- Who took such an offer: it is made once for each subscription.
CREATE TABLE stay_offers_taken (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  organization_id uuid NOT NULL REFERENCES organizations,
  subscription_id uuid NOT NULL UNIQUE REFERENCES subscriptions,
  discount_id uuid NOT NULL REFERENCES discounts
);
