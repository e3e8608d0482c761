"""`vaha batch`: many items at once."""
