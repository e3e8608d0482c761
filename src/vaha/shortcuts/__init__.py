"""One call each, in Python: a portrait, a look, works of a mood."""
