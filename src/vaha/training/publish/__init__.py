"""From a trained network to a file with its card: export, quantisation, checks."""
