"""Faces to learn from and to measure by."""
