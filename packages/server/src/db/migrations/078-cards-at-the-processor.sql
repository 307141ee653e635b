-- Since when the processor has a removed card no more; null: it has it. One that was only typed in it never had.
ALTER TABLE payment_methods ADD COLUMN detached_at timestamptz;

-- What it was told to forget a late payment does not bring back.
ALTER TABLE sandbox_processor.cards ADD COLUMN forgotten_at timestamptz;
