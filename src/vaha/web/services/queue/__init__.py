"""Portraits that wait for their turn, and who paints them: here, or an engine elsewhere."""
