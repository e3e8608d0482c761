"""Strokes to a lit picture: what brushes leave, how coats lie on each other, light on paint."""
