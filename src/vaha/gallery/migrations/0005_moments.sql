-- Whether the work's PNG carries a moment, of which a film can be had.
ALTER TABLE works ADD COLUMN moment INTEGER NOT NULL DEFAULT 0;
