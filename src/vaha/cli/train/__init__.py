"""`vaha train`: one command a network."""
