"""The painting side of a studio that has its painters elsewhere."""
