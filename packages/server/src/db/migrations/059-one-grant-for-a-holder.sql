-- Given again it is the same one.
CREATE UNIQUE INDEX CONCURRENTLY benefit_grants_one_for_holder
  ON benefit_grants (subscription_id, benefit_id, (COALESCE(member_id, customer_id))) WHERE subscription_id IS NOT NULL;
