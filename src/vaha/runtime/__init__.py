"""Models: their cards, where their files are, and the two engines that run them."""
