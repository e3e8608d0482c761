-- How large each picture is, and an order in which the oldest can be let go.
ALTER TABLE works ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;

CREATE INDEX works_by_age ON works (favourite, created, id, bytes);
