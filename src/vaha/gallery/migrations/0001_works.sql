CREATE TABLE works (
    id         TEXT PRIMARY KEY,
    visitor    TEXT NOT NULL,          -- a hash: the cookie itself is not kept
    portrait   TEXT,
    created    TEXT NOT NULL,          -- ISO 8601, UTC, microseconds: sorts as text
    width      INTEGER NOT NULL,
    height     INTEGER NOT NULL,
    recipe     TEXT NOT NULL,          -- JSON, as in the PNG
    scores     TEXT NOT NULL,          -- JSON: nine probabilities
    lift       REAL,
    rank       INTEGER,
    favourite  INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX works_of_a_visitor ON works (visitor, created DESC, id DESC);

CREATE TABLE secrets (
    name   TEXT PRIMARY KEY,
    value  TEXT NOT NULL
);
