-- Since when the processor has a removed card no more; null: it has it. One that was only typed in it never had.
ALTER TABLE payment_methods ADD COLUMN detached_at timestamptz;

-- Who is deleted has no card either.
UPDATE payment_methods SET deleted_at = customers.deleted_at FROM customers
WHERE customers.id = payment_methods.customer_id AND customers.deleted_at IS NOT NULL AND payment_methods.deleted_at IS NULL;

-- What it was told to forget a late payment does not bring back.
ALTER TABLE sandbox_processor.cards ADD COLUMN forgotten_at timestamptz;
