"""What the mood reader is taught: labels, votes and other networks' readings."""
