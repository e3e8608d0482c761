"""The painter: from a mood, a style and noise to a picture."""
