"""`vaha evaluate`: one command a measurement."""
