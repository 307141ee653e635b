-- Several members of one customer may each have what comes with one subscription.
ALTER TABLE benefit_grants DROP CONSTRAINT benefit_grants_subscription_id_benefit_id_customer_id_key;
