"""A painting that moves: the hand that paints a viewer picture by picture."""
