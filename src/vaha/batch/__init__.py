"""Many photos, seeds or pictures at once: named parts of rows, on this machine or on several."""
