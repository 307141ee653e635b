-- One seat of a subscription for a member, also after their address is another one.
CREATE UNIQUE INDEX CONCURRENTLY customer_seats_one_for_member ON customer_seats (subscription_id, member_id)
  WHERE member_id IS NOT NULL AND status <> 'revoked';
