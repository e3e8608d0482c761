"""Paintings to learn from, read, packed and augmented."""
