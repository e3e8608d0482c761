"""Options that several commands have, and how what was given is read and completed."""
