CREATE UNIQUE INDEX CONCURRENTLY withdrawal_consents_one_for_order ON withdrawal_consents (order_id, kind)
  WHERE order_id IS NOT NULL;
