"""The face in front of the mirror, followed from frame to frame."""
