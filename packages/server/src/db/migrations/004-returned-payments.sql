-- A payment that succeeds after its order was withdrawn is given back: pending until the processor has confirmed it.
ALTER TABLE payment_attempts
  ADD COLUMN refund_status text CHECK (refund_status IN ('pending', 'succeeded')),
  ADD CHECK (refund_status IS NULL OR status = 'succeeded');
CREATE INDEX payment_attempts_to_return ON payment_attempts (created_at) WHERE refund_status = 'pending';

ALTER TABLE sandbox_processor.payments ADD COLUMN refunded_at timestamptz;
