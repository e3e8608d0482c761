"""What a portrait shall be, what came out of it, and its stages as they are watched."""
