-- What an exhibition counts, by day: numbers alone, of nobody.
CREATE TABLE days (
    day    TEXT NOT NULL,            -- as the clock on the wall has it: 2026-11-27
    what   TEXT NOT NULL,
    count  INTEGER NOT NULL,
    PRIMARY KEY (day, what)
);
