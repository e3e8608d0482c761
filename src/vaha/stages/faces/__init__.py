"""Where faces are in a picture, set upright and cut as the mood reader expects them."""
