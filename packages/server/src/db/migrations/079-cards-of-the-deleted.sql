-- Who is deleted has no card. That the processor is to forget it the next look for what is due finds out.
UPDATE payment_methods SET deleted_at = customers.deleted_at FROM customers
WHERE customers.id = payment_methods.customer_id AND customers.deleted_at IS NOT NULL AND payment_methods.deleted_at IS NULL;
