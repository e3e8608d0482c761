"""Measurements of VAHA; each module says how it is called."""
