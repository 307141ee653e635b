-- Whatever happens at once, a purchase is withdrawn from once; and whoever withdrew has what came with it no more.
CREATE UNIQUE INDEX CONCURRENTLY cancellation_receipts_one_for_order ON cancellation_receipts (order_id)
  WHERE order_id IS NOT NULL;
