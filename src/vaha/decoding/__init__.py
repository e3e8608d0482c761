"""Decoding foreign pictures in processes of their own: a crash, a bomb or a loop harms nobody."""
