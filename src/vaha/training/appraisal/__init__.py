"""What works are worth, by a judge that taught no painter."""
