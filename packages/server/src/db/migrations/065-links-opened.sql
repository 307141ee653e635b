-- The browser that a session's link opened the portal in, as the hash of what only that browser knows; null: none yet.
ALTER TABLE customer_sessions ADD COLUMN opened_by text;
