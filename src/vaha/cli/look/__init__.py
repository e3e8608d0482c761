"""`vaha look`: which mood is in faces, and why."""
