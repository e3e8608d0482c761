"""Models: their cards, where their files are, and the runtimes that compute them."""
