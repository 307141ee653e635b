-- Who was made nameless before mails were forgotten with them. The trigger takes address and words.
UPDATE emails SET forgotten_at = customers.deleted_at FROM customers
WHERE customers.id = emails.customer_id AND customers.email = customers.id || '@anonymized.invalid' AND emails.forgotten_at IS NULL;
