-- What an exhibition shows to everybody, and what it gives to whom who has the address.
ALTER TABLE works ADD COLUMN hung TEXT;   -- since when, as `created`; NULL: it does not hang

CREATE INDEX works_hung ON works (hung) WHERE hung IS NOT NULL;

CREATE TABLE given (
    token  TEXT PRIMARY KEY,
    work   TEXT NOT NULL UNIQUE,
    until  TEXT NOT NULL             -- as `created`
);

CREATE TRIGGER given_with_its_work AFTER DELETE ON works
BEGIN
    DELETE FROM given WHERE work = OLD.id;
END;
