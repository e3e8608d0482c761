"""The studio with an exhibition's settings: visits, the wall, and works that are taken home."""
