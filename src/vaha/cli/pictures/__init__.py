"""Commands that end in works as files."""
