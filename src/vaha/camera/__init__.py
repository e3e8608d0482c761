"""Webcams, networks' cameras and films, as frames with their times."""
