"""The gallery: works that were kept, in SQLite with their PNG files beside it."""
