-- Since when an answer is awaited, which says how soon it is asked for again; null: none is.
ALTER TABLE due_work ADD COLUMN waiting_since timestamptz;
