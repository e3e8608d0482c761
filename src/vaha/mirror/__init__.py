"""The live mirror: a face comes in frame after frame, and its painting moves with it."""
